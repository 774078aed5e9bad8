{{- define "workqueue.password" -}}
{{- if (.Values.auth).enabled -}}
env:
  - name: REDISCLI_AUTH
    valueFrom:
      secretKeyRef:
        name: {{ required "auth.enabled needs auth.existingSecret" .Values.auth.existingSecret }}
        key: password
{{- end -}}
{{- end -}}
