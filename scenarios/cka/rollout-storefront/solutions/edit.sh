# One fault after the other, as they show, with the editor that `kubectl edit` opens.
KUBE_EDITOR="sed -i 's/banner_text/bannerText/'" kubectl -n {{ns}} edit deployment storefront
kubectl -n {{ns}} rollout status deployment storefront --timeout=5s || true
KUBE_EDITOR="sed -i 's/port: 8080/port: http/'" kubectl -n {{ns}} edit deployment storefront
kubectl -n {{ns}} rollout status deployment storefront --timeout=60s
