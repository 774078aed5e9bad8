# loses: reads-deployments, reads-pods-and-logs, nothing-more, role-and-binding
kubectl -n {{ns}} create serviceaccount night-reporter
kubectl -n {{ns}} create role night-report --verb=get,list,watch --resource=deployments,pods,pods/log
kubectl -n {{ns}} create rolebinding night-report --role=night-report --serviceaccount=default:night-reporter
kubectl -n {{ns}} set serviceaccount deployment tally night-reporter
kubectl -n {{ns}} rollout status deployment tally --timeout=60s
