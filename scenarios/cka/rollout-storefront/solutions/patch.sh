kubectl -n {{ns}} patch deployment storefront -p '
spec:
  template:
    spec:
      containers:
        - name: web
          env:
            - { name: BANNER, valueFrom: { configMapKeyRef: { name: storefront-text, key: bannerText } } }
          readinessProbe: { httpGet: { port: 80 } }
'
kubectl -n {{ns}} rollout status deployment storefront --timeout=60s
