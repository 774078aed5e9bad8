# loses: marked-managed
kubectl -n {{ns}} create configmap writers --from-literal=count={{writers}}
