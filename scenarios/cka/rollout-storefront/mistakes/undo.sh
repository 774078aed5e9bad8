# loses: banner-from-the-map, probe-asks-the-server, release-complete
kubectl -n {{ns}} rollout undo deployment storefront
kubectl -n {{ns}} rollout status deployment storefront --timeout=60s
