# loses: never-deleted
kubectl -n {{ns}} get deployment storefront -o yaml > storefront.yaml
sed -i 's/key: banner_text/key: bannerText/; s/port: 8080/port: 80/' storefront.yaml
kubectl replace --force -f storefront.yaml
kubectl -n {{ns}} rollout status deployment storefront --timeout=60s
kubectl -n {{ns}} wait --for=delete pdb/storefront --timeout=30s
