kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: ledger
  namespace: {{ns}}
spec:
  selector:
    app: ledger
    component: api
  ports:
    - name: questions
      port: {{port}}
      targetPort: web
YAML
printf 'ledger.{{ns}}.svc.cluster.local:{{port}}' > /home/candidate/ledger-address.txt
