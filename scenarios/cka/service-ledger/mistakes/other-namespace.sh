# loses: teller-reaches-ledger, only-the-api
# The Service of the same name next to the client is not the one that the client calls.
kubectl -n {{clientNs}} set selector service ledger app=ledger,component=api
echo ledger.{{ns}}.svc.cluster.local:{{port}} > ~/ledger-address.txt
