# loses: only-the-api, address-written, deployments-as-they-were
# The Deployment is bent to the Service, and the file is forgotten.
kubectl -n {{ns}} get deployment ledger-api -o yaml > ledger-api.yaml
sed -i 's/component: api/component: rest/; s/name: web/name: http/; s/port: web/port: http/' ledger-api.yaml
kubectl replace --force -f ledger-api.yaml
kubectl -n {{ns}} rollout status deployment ledger-api --timeout=60s
