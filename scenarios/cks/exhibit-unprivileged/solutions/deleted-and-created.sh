kubectl -n {{ns}} delete deployment exhibit
kubectl apply -f - <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: exhibit
  namespace: {{ns}}
spec:
  replicas: 1
  selector:
    matchLabels:
      app: exhibit
  template:
    metadata:
      labels:
        app: exhibit
    spec:
      securityContext:
        runAsUser: {{uid}}
        fsGroup: {{uid}}
        seccompProfile:
          type: RuntimeDefault
      volumes:
        - name: page
          emptyDir: {}
        - name: run
          emptyDir: {}
        - name: work
          emptyDir: {}
      containers:
        - name: painter
          image: busybox:1.36
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: ["ALL"]
          command:
            - sh
            - -c
            - |
              mkdir -p /var/cache/exhibit || exit 1
              while true; do
                date +%s > /var/cache/exhibit/canvas && cp /var/cache/exhibit/canvas /srv/www/index.html || exit 1
                sleep 1
              done
          volumeMounts:
            - name: page
              mountPath: /srv/www
            - name: work
              mountPath: /var/cache/exhibit
        - name: web
          image: busybox:1.36
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: ["ALL"]
          command:
            - sh
            - -c
            - |
              mkdir -p /run/exhibit && echo $$ > /run/exhibit/web.pid || exit 1
              exec httpd -f -p 8080 -h /srv/www
          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet:
              path: /index.html
              port: http
            periodSeconds: 1
          volumeMounts:
            - name: page
              mountPath: /srv/www
            - name: run
              mountPath: /run/exhibit
YAML
kubectl -n {{ns}} rollout status deployment exhibit --timeout=60s
