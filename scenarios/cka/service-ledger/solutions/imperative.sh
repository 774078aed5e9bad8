kubectl -n {{ns}} set selector service ledger app=ledger,component=api
kubectl -n {{ns}} patch service ledger --type=json -p '[{"op": "replace", "path": "/spec/ports/0/targetPort", "value": "web"}]'
echo ledger.{{ns}}.svc.cluster.local:{{port}} > ~/ledger-address.txt
kubectl -n {{ns}} get endpointslices -l kubernetes.io/service-name=ledger
