kubectl -n {{ns}} get deployment storefront -o yaml > storefront.yaml
cp storefront.yaml storefront.yaml.orig
sed -i 's/key: banner_text/key: bannerText/; s/port: 8080/port: 80/' storefront.yaml
kubectl replace -f storefront.yaml
kubectl -n {{ns}} rollout status deployment storefront --timeout=60s
