cat > night-report.yaml <<'YAML'
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
  - apiGroups: ["apps"]
    resources: ["deployments"]
    verbs: ["get", "list", "watch"]
  - apiGroups: [""]
    resources: ["pods"]
    verbs: ["get", "list", "watch"]
  - apiGroups: [""]
    resources: ["pods/log"]
    verbs: ["get"]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: night-report
  namespace: {{ns}}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: night-report
subjects:
  - kind: ServiceAccount
    name: night-reporter
    namespace: {{ns}}
YAML
kubectl apply -f night-report.yaml
kubectl -n {{ns}} patch deployment tally -p '{"spec":{"template":{"spec":{"serviceAccountName":"night-reporter"}}}}'
kubectl -n {{ns}} rollout status deployment tally --timeout=60s
