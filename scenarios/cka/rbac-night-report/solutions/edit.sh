# Start from what is there: a copy of the on-call objects, reshaped, and the Deployment deleted and created again.
kubectl create serviceaccount night-reporter -n {{ns}} --dry-run=client -o yaml | kubectl create -f -
kubectl -n {{ns}} create role night-report --verb=get,list,watch --resource=pods --dry-run=client -o yaml > role.yaml
yq -i '.rules += [{"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get", "list", "watch"]}, {"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]}]' role.yaml
kubectl create -f role.yaml
kubectl -n {{ns}} get rolebinding on-call -o yaml |
  yq '.metadata = {"name": "night-report", "namespace": "{{ns}}"} | .roleRef.name = "night-report" | .subjects = [{"kind": "ServiceAccount", "name": "night-reporter", "namespace": "{{ns}}"}]' |
  kubectl apply -f -
kubectl -n {{ns}} get deployment tally -o yaml > tally.yaml
yq -i '.spec.template.spec.serviceAccountName = "night-reporter"' tally.yaml
kubectl replace --force -f tally.yaml
kubectl -n {{ns}} rollout status deployment tally --timeout=60s
