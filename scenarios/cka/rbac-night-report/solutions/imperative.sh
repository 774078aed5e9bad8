kubectl -n {{ns}} create serviceaccount night-reporter
kubectl -n {{ns}} create role night-report --verb=get,list,watch --resource=deployments,pods,pods/log
kubectl -n {{ns}} create rolebinding night-report --role=night-report --serviceaccount={{ns}}:night-reporter
kubectl -n {{ns}} set serviceaccount deployment tally night-reporter
kubectl -n {{ns}} rollout status deployment tally --timeout=60s
kubectl auth can-i list deployments -n {{ns}} --as system:serviceaccount:{{ns}}:night-reporter
