// The words of kubectl: which verbs change a cluster, which flags take a value, and what kinds are called for short.

/** Verbs that write to the API server. `edit` shows the object too, so it also counts as a look. */
export const CHANGING_VERBS: ReadonlySet<string> = new Set([
  'annotate',
  'apply',
  'autoscale',
  'cordon',
  'create',
  'debug',
  'delete',
  'drain',
  'edit',
  'expose',
  'label',
  'patch',
  'replace',
  'run',
  'scale',
  'set',
  'taint',
  'uncordon',
])

/** Every other verb is a plugin's. */
export const KNOWN_VERBS: ReadonlySet<string> = new Set([
  ...CHANGING_VERBS,
  ...'alpha api-resources api-versions attach auth certificate cluster-info completion config cp ctx describe diff events exec explain get help'.split(
    ' ',
  ),
  ...'kustomize logs neat ns options plugin port-forward proxy rollout top tree version wait'.split(' '),
])

/** May open a shell in a pod. */
export const INTERACTIVE_VERBS: ReadonlySet<string> = new Set(['attach', 'debug', 'exec', 'run'])

/** Verbs whose second word decides. Everything else of these verbs only reads. */
export const CHANGING_SUBVERBS: Readonly<Record<string, ReadonlySet<string>>> = {
  rollout: new Set(['restart', 'undo', 'pause', 'resume']),
  certificate: new Set(['approve', 'deny']),
  auth: new Set(['reconcile']),
}

/** Verbs followed by a word of their own before the resource or the name (`create deployment web`, `rollout undo deploy/web`). */
export const VERBS_WITH_SUBVERB: ReadonlySet<string> = new Set([
  'auth',
  'certificate',
  'cluster-info',
  'config',
  'create',
  'rollout',
  'set',
  'top',
])

/** `create X` that is followed by a type before the name. */
export const TYPED_GENERATORS: ReadonlySet<string> = new Set(['secret', 'service', 'svc'])

/** Verbs whose first word is a pod (`logs web-0`), unless it says another kind (`logs deploy/web`). */
export const POD_VERBS: ReadonlySet<string> = new Set(['attach', 'cp', 'debug', 'exec', 'logs', 'port-forward', 'run'])

/** Verbs whose first word is a node. */
export const NODE_VERBS: ReadonlySet<string> = new Set(['cordon', 'drain', 'uncordon'])

/** A flag that takes the next word as its value when it is not joined by `=`. */
export function takesValue(flag: string, verb: string | undefined): boolean {
  if (flag === '-f') return verb !== 'logs'
  if (flag === '-p') return verb === 'patch'
  if (flag === '-e') return verb === 'set'
  if (flag === '-r') return verb === 'logs'
  if (flag === '--prefix') return verb !== 'logs'
  return VALUE_FLAGS.has(flag)
}

/** The same for all verbs. */
const VALUE_FLAGS: ReadonlySet<string> = new Set([
  ...'-n -s -k -o -l -c -v -L --namespace --context --cluster --user --kubeconfig --server --token --as --as-group --filename --kustomize'.split(
    ' ',
  ),
  ...'--output --selector --field-selector --container --patch --patch-file --type --image --replicas --port --target-port --name'.split(
    ' ',
  ),
  ...'--from-literal --from-file --from-env-file --verb --resource --resource-name --non-resource-url --role --clusterrole'.split(' '),
  ...'--serviceaccount --group --labels --env --schedule --class --rule --default-backend --annotation --hard --scopes --timeout --for'.split(
    ' ',
  ),
  ...'--tail --since --since-time --limit-bytes --grace-period --sort-by --template --overrides --override-type --restart --limits'.split(
    ' ',
  ),
  ...'--requests --min --max --cpu-percent --cpu --memory --protocol --cluster-ip --external-ip --external-name --tcp --node-port --from'.split(
    ' ',
  ),
  ...'--subresource --field-manager --to-revision --revision --duration --audience --bound-object-kind --bound-object-name --cert --key'.split(
    ' ',
  ),
  ...'--docker-server --docker-username --docker-password --docker-email --value --description --preemption-policy --min-available'.split(
    ' ',
  ),
  ...'--max-unavailable --pod-selector --chunk-size --target --profile --request-timeout --max-log-requests --raw --copy-to --set-image'.split(
    ' ',
  ),
  ...'--v --vmodule --label-columns --client-key --client-certificate --certificate-authority --cache-dir --tls-server-name --as-uid'.split(
    ' ',
  ),
  ...'--username --password --api-group --api-version --verbs --pod-running-timeout --skip-wait-for-delete-timeout --address --keys'.split(
    ' ',
  ),
  ...'--session-affinity --load-balancer-ip --custom --env-file --exec-command --exec-arg --exec-api-version --auth-provider --types'.split(
    ' ',
  ),
])

/** What kubectl calls a kind, in singular, plural and short; lower case without the API group. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  Pod: 'po pod pods',
  Deployment: 'deploy deployment deployments',
  ReplicaSet: 'rs replicaset replicasets',
  StatefulSet: 'sts statefulset statefulsets',
  DaemonSet: 'ds daemonset daemonsets',
  Job: 'job jobs',
  CronJob: 'cj cronjob cronjobs',
  Service: 'svc service services',
  Ingress: 'ing ingress ingresses',
  IngressClass: 'ingressclass ingressclasses',
  NetworkPolicy: 'netpol networkpolicy networkpolicies',
  ConfigMap: 'cm configmap configmaps',
  Secret: 'secret secrets',
  ServiceAccount: 'sa serviceaccount serviceaccounts',
  Role: 'role roles',
  RoleBinding: 'rolebinding rolebindings',
  ClusterRole: 'clusterrole clusterroles',
  ClusterRoleBinding: 'clusterrolebinding clusterrolebindings',
  PersistentVolume: 'pv persistentvolume persistentvolumes',
  PersistentVolumeClaim: 'pvc persistentvolumeclaim persistentvolumeclaims',
  StorageClass: 'sc storageclass storageclasses',
  Namespace: 'ns namespace namespaces',
  Node: 'no node nodes',
  Endpoints: 'ep endpoints',
  EndpointSlice: 'endpointslice endpointslices',
  Event: 'ev event events',
  HorizontalPodAutoscaler: 'hpa horizontalpodautoscaler horizontalpodautoscalers',
  PodDisruptionBudget: 'pdb poddisruptionbudget poddisruptionbudgets',
  PriorityClass: 'pc priorityclass priorityclasses',
  LimitRange: 'limits limitrange limitranges',
  ResourceQuota: 'quota resourcequota resourcequotas',
  CertificateSigningRequest: 'csr certificatesigningrequest certificatesigningrequests',
  CustomResourceDefinition: 'crd crds customresourcedefinition customresourcedefinitions',
  RuntimeClass: 'runtimeclass runtimeclasses',
  Gateway: 'gtw gateway gateways',
  HTTPRoute: 'httproute httproutes',
}

const KINDS = new Map(Object.entries(KIND_WORDS).flatMap(([kind, words]) => words.split(' ').map((word) => [word, kind] as const)))

/** `deploy.v1.apps` or `svc` to its kind; a word that is not known comes back as it is. */
export function kindOf(word: string): string {
  const plain = word.toLowerCase().split('.')[0] ?? word
  return KINDS.get(plain) ?? word
}
