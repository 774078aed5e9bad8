# loses: cannot-gain-privileges, system-calls-filtered
kubectl -n {{ns}} patch deployment exhibit -p '
spec:
  template:
    spec:
      securityContext: { runAsUser: {{uid}}, runAsNonRoot: true }
      volumes:
        - { name: run, emptyDir: {} }
        - { name: cache, emptyDir: {} }
      containers:
        - name: web
          securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
          volumeMounts: [{ name: run, mountPath: /run/exhibit }]
        - name: painter
          securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
          volumeMounts: [{ name: cache, mountPath: /var/cache/exhibit }]
'
kubectl -n {{ns}} rollout status deployment exhibit --timeout=60s
