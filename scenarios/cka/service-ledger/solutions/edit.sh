KUBE_EDITOR="sed -i 's/component: rest/component: api/; s/targetPort: http/targetPort: 8080/'" kubectl -n {{ns}} edit service ledger
cat > ledger-address.txt <<'TEXT'
ledger.{{ns}}.svc.cluster.local:{{port}}
TEXT
