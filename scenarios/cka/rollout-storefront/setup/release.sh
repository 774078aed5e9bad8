export KUBECONFIG=/etc/kubernetes/admin.conf
# A budget that belongs to the Deployment: garbage collection removes it when the Deployment is deleted.
owner=$(kubectl -n {{ns}} get deployment storefront -o jsonpath='{.metadata.uid}')
kubectl apply -f - <<YAML
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: storefront
  namespace: {{ns}}
  ownerReferences:
    - { apiVersion: apps/v1, kind: Deployment, name: storefront, uid: $owner }
spec:
  minAvailable: 1
  selector:
    matchLabels: { app: storefront }
YAML
# The release with its two faults: a key that is not there, and a probe that asks another port.
kubectl -n {{ns}} patch deployment storefront -p '
metadata: { annotations: { kubernetes.io/change-cause: "release {{release}}" } }
spec:
  progressDeadlineSeconds: 60
  template:
    metadata:
      labels: { release: {{release}} }
    spec:
      containers:
        - name: web
          env:
            - { name: RELEASE, value: {{release}} }
            - name: BANNER
              valueFrom: { configMapKeyRef: { name: storefront-text, key: banner_text } }
          readinessProbe:
            httpGet: { path: /, port: 8080 }
'
