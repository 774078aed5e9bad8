# loses: runs-as-user, cannot-gain-privileges, system-calls-filtered, root-read-only, web-drops-all, painter-drops-all, scratch-on-emptydir
# Without the volumes the new pods crash, and the old ones go on as root: the page looks fine.
kubectl -n {{ns}} patch deployment exhibit -p '
spec:
  template:
    spec:
      securityContext: { runAsUser: {{uid}}, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: web
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
        - name: painter
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
'
