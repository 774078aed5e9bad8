kubectl -n {{ns}} create configmap writers --from-literal=count={{writers}}
kubectl -n {{ns}} label configmap writers managed=yes
