// A cluster in memory for unit tests of grading: objects to read, and faults to meet. Real clusters judge the rest (grading.engine.test.ts).
import { AppError } from '@unflunk/shared/error'
import type { Cluster } from '../sandbox/fleet.ts'
import type { Kube, KubeObject } from '../sandbox/kube.ts'
import type { Machine } from '../sandbox/machine.ts'

export interface TestCluster extends Cluster {
  readonly leases: { held: number }
}

export interface TestClusterOptions {
  readonly host?: string
  readonly objects?: readonly KubeObject[]
  /** Thrown by every call to the API server. */
  readonly kubeFault?: Error
  /** What the API server says of itself. Default: ready unless there is a fault. */
  readonly kubeReady?: boolean
  readonly machineFault?: Error
  readonly acquireFault?: Error
}

export function testCluster(options: TestClusterOptions): TestCluster {
  const { host = 'cka1111', objects = [], kubeFault, kubeReady = kubeFault === undefined, machineFault, acquireFault } = options
  const leases = { held: 0 }
  const acquire = async () => {
    if (acquireFault) throw acquireFault
    leases.held++
    return { release: () => void leases.held-- }
  }
  return {
    id: host,
    host,
    state: 'ready',
    leases,
    machines: { controlplane: testMachine(machineFault) },
    kube: testKube(objects, kubeFault, kubeReady),
    acquire,
    enable: unused,
    reset: unused,
  }
}

function testKube(objects: readonly KubeObject[], fault: Error | undefined, ready: boolean): Kube {
  const answer = async <T>(value: () => T): Promise<T> => {
    if (fault) throw fault
    return value()
  }
  const ofKind = (kind: { apiVersion: string; kind: string }) =>
    objects.filter((one) => one.kind === kind.kind && one.apiVersion === kind.apiVersion)
  return {
    get: (kind, name, namespace) =>
      answer(() => ofKind(kind).find((one) => one.metadata.name === name && one.metadata.namespace === namespace)),
    list: (kind, { namespace, labels } = {}) =>
      answer(() =>
        ofKind(kind).filter(
          (one) =>
            (namespace === undefined || one.metadata.namespace === namespace) &&
            Object.entries(labels ?? {}).every(([key, value]) => one.metadata.labels?.[key] === value),
        ),
      ),
    ready: async () => ready,
    namespaced: (kind) => answer(() => kind.kind !== 'Node'),
    canI: () => answer(() => false),
    apply: unused,
    delete: unused,
    raw: unused,
    watch: unused,
  }
}

function testMachine(fault: Error | undefined): Machine {
  const exec = async () => {
    if (fault) throw fault
    return { exitCode: 0, stdout: '', stderr: '' }
  }
  return { name: 'controlplane', exec, openTerminal: unused, putFile: unused, readFile: unused }
}

async function unused(): Promise<never> {
  throw new AppError('internal', 'not part of this test')
}
