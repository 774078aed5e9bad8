# loses: nothing-more, role-and-binding
kubectl -n {{ns}} create serviceaccount night-reporter
kubectl create clusterrole night-report-{{ns}} --verb=get,list,watch --resource=deployments,pods,pods/log
kubectl create clusterrolebinding night-report-{{ns}} --clusterrole=night-report-{{ns}} --serviceaccount={{ns}}:night-reporter
kubectl -n {{ns}} set serviceaccount deployment tally night-reporter
kubectl -n {{ns}} rollout status deployment tally --timeout=60s
