# loses: only-the-api
# The importer answers too, so a single test looks fine.
kubectl -n {{ns}} set selector service ledger app=ledger
kubectl -n {{ns}} patch service ledger --type=json -p '[{"op": "replace", "path": "/spec/ports/0/targetPort", "value": 8080}]'
echo ledger.{{ns}}.svc.cluster.local:{{port}} > ~/ledger-address.txt
