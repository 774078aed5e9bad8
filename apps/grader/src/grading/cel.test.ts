import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../sandbox/kube.ts'
import { celDifferences, celLiterals, celProblem } from './cel.ts'

const web: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'apollo', generation: 2, labels: { app: 'web' } },
  spec: {
    replicas: 3,
    template: { spec: { containers: [{ name: 'app', image: 'nginx:1.27', resources: { limits: { memory: '1Gi' } } }] } },
  },
  status: {
    observedGeneration: 2,
    replicas: 3,
    updatedReplicas: 3,
    availableReplicas: 3,
    conditions: [{ type: 'Available', status: 'True' }],
  },
}

describe('an expression holds', () => {
  it.each([
    'object.spec.replicas == 3',
    'object.spec.replicas >= 2 && object.metadata.labels.app == "web"',
    'object.spec.template.spec.containers.all(c, c.image.startsWith("nginx:"))',
    'object.spec.template.spec.containers.exists(c, quantity(c.resources.limits.memory) == quantity("1024Mi"))',
    'quantity(object.spec.replicas) == 3.0',
    'condition(object, "Available") && !condition(object, "Progressing")',
    'ready(object)',
    'size(object.spec.template.spec.containers) == 1',
    '!has(object.spec.paused)',
    '"app" in object.metadata.labels',
  ])('%s', (expression) => {
    expect(celProblem(expression)).toBeUndefined()
    expect(celDifferences(expression, web)).toEqual([])
  })
})

describe('what does not hold is told part by part', () => {
  it.each<[string, { expected: string; observed: string }[]]>([
    ['object.spec.replicas == 2', [{ expected: 'object.spec.replicas == 2', observed: 'object.spec.replicas is 3' }]],
    [
      'object.kind == "Deployment" && object.spec.replicas > 4 && object.spec.paused == true',
      [
        { expected: 'object.spec.replicas > 4', observed: 'object.spec.replicas is 3' },
        { expected: 'object.spec.paused == true', observed: 'paused is not set' },
      ],
    ],
    ['condition(object, "Progressing")', [{ expected: 'condition(object, "Progressing")', observed: 'it is not so' }]],
  ])('%s', (expression, differences) => {
    expect(celDifferences(expression, web).map(({ expected, observed }) => ({ expected, observed }))).toEqual(differences)
  })

  it('names a value that is no quantity', () => {
    expect(celDifferences('quantity(object.metadata.name) > 1.0', web)[0]?.observed).toContain('"web" is not a quantity')
  })
})

describe('a broken expression is told before any cluster is asked', () => {
  it.each([
    ['object.spec.', 'is not valid CEL'],
    ['objekt.spec.replicas == 3', 'is not valid CEL'],
    ['nope(object)', 'is not valid CEL'],
    ['"a"', 'must be a yes or no'],
  ])('%s', (expression, message) => {
    expect(celProblem(expression)).toContain(message)
  })
})

it('finds the literals that an expression demands', () => {
  expect(
    celLiterals(
      'object.metadata.labels["tier"] == "web" && object.spec.replicas >= 3 && condition(object, "Ready") && size(object.x) == 1',
    ),
  ).toEqual(['tier', 'web', 3])
})
