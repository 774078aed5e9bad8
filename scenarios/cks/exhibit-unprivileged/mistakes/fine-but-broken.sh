# loses: still-serves
# Hardened to the letter, but the shared page is gone: web gets an empty volume of its own.
kubectl -n {{ns}} patch deployment exhibit -p '
spec:
  template:
    spec:
      securityContext: { runAsUser: {{uid}}, seccompProfile: { type: RuntimeDefault } }
      volumes:
        - { name: run, emptyDir: {} }
        - { name: cache, emptyDir: {} }
        - { name: mine, emptyDir: {} }
      containers:
        - name: web
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
          readinessProbe: null
          volumeMounts:
            - { name: mine, mountPath: /srv/www }
            - { name: run, mountPath: /run/exhibit }
        - name: painter
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
          volumeMounts: [{ name: cache, mountPath: /var/cache/exhibit }]
'
kubectl -n {{ns}} rollout status deployment exhibit --timeout=60s
# The old pod serves until it is gone.
for try in $(seq 60); do [ "$(kubectl -n {{ns}} get pods -l app=exhibit --no-headers | wc -l)" = 1 ] && break; sleep 1; done
