// What clusters can be given, on a real one: numbers for `kubectl top` and autoscalers, volumes for claims; and helm on the host.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Cluster, Fleet } from './fleet.ts'
import { candidateOn, eventually, openTestFleet } from './test-fleet.ts'

let fleet: Fleet
let cluster: Cluster
let run: ReturnType<typeof candidateOn>

beforeAll(async () => {
  const opened = await openTestFleet('addons', [{ id: 't1', host: 'cka5502', nodes: 1 }])
  fleet = opened.fleet
  cluster = await opened.ready('t1')
  run = candidateOn(cluster.machines)
}, 300_000)

afterAll(async () => {
  await fleet?.dispose()
})

test('metrics: top shows nodes, pods and their containers, and an autoscaler grows a Deployment under load and shrinks it after', {
  timeout: 400_000,
}, async () => {
  await cluster.enable(['metrics'])
  await eventually('kubectl top nodes', 90, async () => /controlplane +\d+m/.test(await run('kubectl top nodes --no-headers')))
  await run('kubectl create deployment busy --image=busybox -- sh -c "while :; do :; done"')
  await run('kubectl set resources deployment busy --requests=cpu=50m --limits=cpu=200m')
  await run('kubectl autoscale deployment busy --cpu=50% --min=1 --max=3')
  await eventually('a pod in top', 90, async () => /busy-\S+ +\d+m/.test(await run('kubectl top pods --no-headers')))
  await eventually('a second replica', 120, async () => Number(await run("kubectl get deployment busy -o jsonpath='{.spec.replicas}'")) > 1)
  expect(await run('kubectl top pods --containers --sort-by=cpu --no-headers')).toMatch(/^busy-\S+ +busybox +\d+m +\d+Mi/)
  await run(`kubectl patch hpa busy --patch '{"spec":{"behavior":{"scaleDown":{"stabilizationWindowSeconds":0}}}}'`)
  const idle = '{"spec":{"template":{"spec":{"containers":[{"name":"busybox","command":["sleep","inf"]}]}}}}'
  await run(`kubectl patch deployment busy --patch '${idle}'`)
  await eventually('one replica again', 180, async () => (await run("kubectl get deployment busy -o jsonpath='{.spec.replicas}'")) === '1')
  await run('kubectl delete deployment/busy hpa/busy --wait=false')
})

test('storage: a claim of the default class is bound when a pod uses it, keeps what was written, grows, and goes with its volume', {
  timeout: 200_000,
}, async () => {
  await cluster.enable(['storage'])
  const manifest = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: kept }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 64Mi } } }
---
apiVersion: v1
kind: Pod
metadata: { name: writer }
spec:
  restartPolicy: Never
  containers: [{ name: main, image: busybox, command: [sh, -c, 'echo hello > /data/file; cat /data/file'], volumeMounts: [{ name: data, mountPath: /data }] }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: kept } }]`
  expect(await run('kubectl apply -f -', manifest)).toContain('pod/writer created')
  await eventually('the writer to end', 90, async () => (await run("kubectl get pod writer -o jsonpath='{.status.phase}'")) === 'Succeeded')
  expect(await run('kubectl logs writer')).toBe('hello')
  expect(await run("kubectl get pvc kept -o jsonpath='{.status.phase} {.spec.storageClassName}'")).toBe('Bound local-path')
  const ask = (size: string) => run(`kubectl patch pvc kept --patch '{"spec":{"resources":{"requests":{"storage":"${size}"}}}}'`)
  const sizes = async () => [
    await run("kubectl get pvc kept -o jsonpath='{.status.capacity.storage}'"),
    await run("kubectl get pv -o jsonpath='{.items[*].spec.capacity.storage}'"),
  ]
  expect(await sizes()).toEqual(['64Mi', '64Mi'])
  expect(await ask('1Gi')).toContain('patched')
  expect(await ask('1200Mi')).toContain('patched')
  await eventually('the claim and its volume to have grown', 20, async () => (await sizes()).every((size) => size === '1200Mi'))
  expect(await ask('1Gi')).toContain('field can not be less than status.capacity')
  expect(await run(`kubectl patch storageclass local-path --patch '{"allowVolumeExpansion":false}'`)).toContain('patched')
  expect(await ask('2Gi')).toMatch(/^exit 1[\s\S]*must support resize/)
  await run('kubectl delete pod/writer pvc/kept')
  await eventually('the volume to go', 60, async () => (await run('kubectl get pv -o name')) === '')
})

test('helm installs, upgrades and rolls back a chart from a folder', { timeout: 120_000 }, async () => {
  expect(await run('helm version --short')).toMatch(/^v4\./)
  expect(await run('helm create shop && helm install shop ./shop --set image.tag=1.29 --wait --timeout 60s')).toContain('STATUS: deployed')
  expect(await run('helm upgrade shop ./shop --set replicaCount=2 --set image.tag=1.29')).toContain('REVISION: 2')
  expect(await run('helm rollback shop 1')).toContain('Rollback was a success')
  expect(await run('helm uninstall shop')).toContain('uninstalled')
})
