# loses: runs-as-user, cannot-gain-privileges, system-calls-filtered, root-read-only, painter-drops-all
kubectl -n {{ns}} patch deployment exhibit -p '
spec:
  template:
    spec:
      volumes:
        - { name: run, emptyDir: {} }
        - { name: cache, emptyDir: {} }
      containers:
        - name: web
          securityContext:
            runAsUser: {{uid}}
            seccompProfile: { type: RuntimeDefault }
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          volumeMounts: [{ name: run, mountPath: /run/exhibit }]
        - name: painter
          volumeMounts: [{ name: cache, mountPath: /var/cache/exhibit }]
'
kubectl -n {{ns}} rollout status deployment exhibit --timeout=60s
