# loses: reads-pods-and-logs, pods-use-it
# The subresource is left out, and the third part of the task was not read.
kubectl -n {{ns}} create serviceaccount night-reporter
kubectl -n {{ns}} create role night-report --verb=get,list,watch --resource=deployments,pods
kubectl -n {{ns}} create rolebinding night-report --role=night-report --serviceaccount={{ns}}:night-reporter
