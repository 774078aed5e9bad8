# loses: banner-from-the-map
kubectl -n {{ns}} patch deployment storefront -p '
spec:
  template:
    spec:
      containers:
        - name: web
          env:
            - { name: BANNER, value: Open all night, valueFrom: null }
          readinessProbe: { httpGet: { port: 80 } }
'
kubectl -n {{ns}} rollout status deployment storefront --timeout=60s
