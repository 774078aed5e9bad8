kubectl apply -f - <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata:
  name: writers
  namespace: {{ns}}
  labels:
    managed: "yes"
data:
  count: "{{writers}}"
EOF
