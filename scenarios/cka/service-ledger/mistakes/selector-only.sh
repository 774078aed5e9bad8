# loses: teller-reaches-ledger
kubectl -n {{ns}} set selector service ledger app=ledger,component=api
echo ledger.{{ns}}.svc.cluster.local:{{port}} > ~/ledger-address.txt
