kubectl -n {{ns}} get service ledger -o yaml > ledger-before.yaml
kubectl -n {{ns}} delete service ledger
kubectl -n {{ns}} expose deployment ledger-api --name=ledger --port={{port}} --target-port=8080
echo "ledger.{{ns}}.svc.cluster.local:{{port}}" | sudo tee /home/candidate/ledger-address.txt
