# loses: reads-deployments
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: ServiceAccount
metadata:
  name: night-reporter
  namespace: {{ns}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: night-report
  namespace: {{ns}}
rules:
  - apiGroups: [""]
    resources: ["deployments", "pods", "pods/log"]
    verbs: ["get", "list", "watch"]
YAML
kubectl -n {{ns}} create rolebinding night-report --role=night-report --serviceaccount={{ns}}:night-reporter
kubectl -n {{ns}} set serviceaccount deployment tally night-reporter
kubectl -n {{ns}} rollout status deployment tally --timeout=60s
