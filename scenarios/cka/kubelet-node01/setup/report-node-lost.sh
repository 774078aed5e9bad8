export KUBECONFIG=/etc/kubernetes/admin.conf
# What the controller manager would say after its grace period of 50 s, said now.
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
lost() { echo "{\"type\": \"$1\", \"status\": \"Unknown\", \"reason\": \"NodeStatusUnknown\", \"message\": \"Kubelet stopped posting node status.\", \"lastTransitionTime\": \"$now\"}"; }
kubectl patch node node01 --subresource=status -p "{\"status\": {\"conditions\": [$(lost Ready), $(lost MemoryPressure), $(lost DiskPressure), $(lost PIDPressure)]}}"
# The taint comes first, so that the pod below waits as one does that was made after the node was lost.
kubectl taint node node01 --overwrite node.kubernetes.io/unreachable:NoSchedule
kubectl apply -f - <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: meter
  namespace: {{ns}}
spec:
  selector:
    matchLabels: { app: meter }
  template:
    metadata:
      labels: { app: meter }
    spec:
      nodeSelector: { kubernetes.io/hostname: node01 }
      terminationGracePeriodSeconds: 1
      containers:
        - name: meter
          image: busybox:1.36
          command: [sh, -c, 'while true; do cat /proc/loadavg; sleep 10; done']
YAML
