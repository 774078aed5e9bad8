# loses: web-drops-all, painter-drops-all
# A user other than root has no effective capabilities, so nothing was dropped.
kubectl -n {{ns}} patch deployment exhibit -p '
spec:
  template:
    spec:
      securityContext: { runAsUser: {{uid}}, seccompProfile: { type: RuntimeDefault } }
      volumes:
        - { name: run, emptyDir: {} }
        - { name: cache, emptyDir: {} }
      containers:
        - name: web
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true }
          volumeMounts: [{ name: run, mountPath: /run/exhibit }]
        - name: painter
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true }
          volumeMounts: [{ name: cache, mountPath: /var/cache/exhibit }]
'
kubectl -n {{ns}} rollout status deployment exhibit --timeout=60s
