# loses: probe-asks-the-server, release-complete
KUBE_EDITOR="sed -i 's/banner_text/bannerText/'" kubectl -n {{ns}} edit deployment storefront
kubectl -n {{ns}} get deployment storefront
