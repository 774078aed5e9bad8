# loses: writers-counted, marked-managed
kubectl create configmap writers --from-literal=count={{writers}}
kubectl label configmap writers managed=yes
