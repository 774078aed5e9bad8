cat > hardening.yaml <<'YAML'
spec:
  template:
    spec:
      securityContext:
        runAsUser: {{uid}}
        runAsNonRoot: true
        seccompProfile: { type: RuntimeDefault }
      volumes:
        - { name: run, emptyDir: {} }
        - { name: cache, emptyDir: {} }
      containers:
        - name: web
          securityContext: &strict
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          volumeMounts:
            - { name: run, mountPath: /run/exhibit }
        - name: painter
          securityContext: *strict
          volumeMounts:
            - { name: cache, mountPath: /var/cache/exhibit }
YAML
kubectl -n {{ns}} patch deployment exhibit --patch-file hardening.yaml
kubectl -n {{ns}} rollout status deployment exhibit --timeout=60s
