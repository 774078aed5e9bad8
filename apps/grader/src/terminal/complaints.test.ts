import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Complaint, ComplaintWatch } from './complaints.ts'

/** What one command's output, in these chunks, is found to complain about. */
function found(...chunks: string[]): string[] {
  const complaints: Complaint[] = []
  const watch = new ComplaintWatch((complaint) => complaints.push(complaint))
  watch.commandStarted()
  for (const chunk of chunks) watch.output(Buffer.from(chunk))
  watch.commandFinished()
  return complaints.map(({ about }) => about)
}

describe('errors as kubectl and kubeadm print them', () => {
  it.each<[Complaint['about'], string]>([
    ['yaml', 'error: error parsing web.yaml: error converting YAML to JSON: yaml: line 7: did not find expected key'],
    ['yaml', 'error: error parsing web.yaml: error converting YAML to JSON: yaml: line 12: mapping values are not allowed in this context'],
    [
      'yaml',
      `error: error validating "web.yaml": error validating data: [apiVersion not set, kind not set]; if you choose to ignore these errors`,
    ],
    ['yaml', `error: unable to recognize "web.yaml": Object 'Kind' is missing in '{"a":1}'`],
    [
      'unknown-field',
      'Error from server (BadRequest): error when creating "web.yaml": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replica"',
    ],
    [
      'unknown-field',
      'error: error validating "web.yaml": error validating data: ValidationError(Pod.spec): unknown field "image" in io.k8s.api.core.v1.PodSpec',
    ],
    ['invalid', 'The Deployment "web" is invalid: spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match'],
    ['invalid', 'The Pod "web" is invalid: spec.containers[0].image: Required value'],
    [
      'invalid',
      'error: resource mapping not found for name: "web" namespace: "" from "web.yaml": no matches for kind "Deploymnt" in version "apps/v1"',
    ],
    ['invalid', 'error: unknown flag: --replica'],
    ['invalid', 'Error from server (Invalid): error when creating "x.yaml": Pod "web" is invalid'],
    [
      'forbidden',
      'Error from server (Forbidden): pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "apollo"',
    ],
    ['forbidden', 'error: You must be logged in to the server (Unauthorized)'],
    ['not-found', 'Error from server (NotFound): deployments.apps "web" not found'],
    ['not-found', `error: the server doesn't have a resource type "deploymnt"`],
    ['not-found', 'error: the path "web.yaml" does not exist'],
    ['not-found', 'error: no context exists with the name: "k8s"'],
    ['already-exists', 'Error from server (AlreadyExists): namespaces "apollo" already exists'],
    ['localhost-8080', 'The connection to the server localhost:8080 was refused - did you specify the right host or port?'],
    [
      'localhost-8080',
      `E1125 01:02:03.123456   12 memcache.go:265] "Unhandled Error" err="couldn't get current server API group list: Get \\"http://localhost:8080/api?timeout=32s\\": dial tcp 127.0.0.1:8080: connect: connection refused"`,
    ],
    ['unreachable', 'The connection to the server 10.77.0.11:6443 was refused - did you specify the right host or port?'],
    ['unreachable', 'Unable to connect to the server: dial tcp 10.77.0.11:6443: i/o timeout'],
    ['unreachable', 'Unable to connect to the server: net/http: TLS handshake timeout'],
    ['already-exists', '\t[ERROR FileAvailable--etc-kubernetes-kubelet.conf]: /etc/kubernetes/kubelet.conf already exists'],
    ['invalid', 'error execution phase preflight: [preflight] Some fatal errors occurred:'],
  ])('%s: %s', (about, line) => {
    expect(found(`some\r\n${line}\r\nmore\r\n`)).toEqual([about])
    expect(found(line), 'without a newline').toEqual([about])
    expect(found(`\x1b[31m${line}\x1b[0m\r\n`), 'in colour').toEqual([about])
    expect(found(...(`x\r\n${line}\r\n`.match(/[\s\S]{1,7}/g) ?? [])), 'in small chunks').toEqual([about])
  })
})

describe('not an error of the command', () => {
  it.each([
    'NAME   READY   STATUS    RESTARTS   AGE',
    'Nov 25 01:02:03 cka1 kubelet[1]: E1125 "Unhandled" err="The connection to the server 10.77.0.11:6443 was refused"',
    '  Warning  Failed  1s  kubelet  Error: ImagePullBackOff not found',
    'deployment.apps/web created',
    'Warning: resource deployments/web is missing the kubectl.kubernetes.io/last-applied-configuration annotation',
    'error reading the book of errors',
    'No resources found in apollo namespace.',
    'grep: web.yaml: No such file or directory',
  ])('%s', (line) => {
    expect(found(`${line}\r\n`)).toEqual([])
  })
})

const NOT_FOUND = 'Error from server (NotFound): pods "web" not found\r\n'

it('tells each kind once for a command, and again for the next', () => {
  expect(found(NOT_FOUND, NOT_FOUND, 'Error from server (AlreadyExists): x\r\n')).toEqual(['not-found', 'already-exists'])
  const heard: string[] = []
  const watch = new ComplaintWatch(({ about }) => heard.push(about))
  for (let run = 0; run < 2; run++) {
    watch.commandStarted()
    watch.output(Buffer.from(NOT_FOUND))
    watch.commandFinished()
    watch.output(Buffer.from(NOT_FOUND)) // at the prompt: what was echoed or printed by a job in the background
  }
  expect(heard).toEqual(['not-found', 'not-found'])
})

it('does not read what an editor or a pager draws, and reads on behind it', () => {
  expect(found(`\x1b[?1049h${NOT_FOUND}`, NOT_FOUND, '\x1b[?1049l')).toEqual([])
  expect(found('\x1b[?1049h', 'text\x1b[?10', '49l', NOT_FOUND)).toEqual(['not-found'])
  expect(found(`\x1b[?1049hdrawn\x1b[?1049l${NOT_FOUND}`)).toEqual(['not-found'])
  expect(found('\x1b[?1049h', 'x'.repeat(300_000), `\x1b[?1049l${NOT_FOUND}`)).toEqual(['not-found'])
})

it('stops reading a command that prints without end', () => {
  expect(found('x\n'.repeat(100_000), NOT_FOUND)).toEqual([])
})

it('says at most 200 characters of the line', () => {
  const said: string[] = []
  const watch = new ComplaintWatch(({ says }) => said.push(says))
  watch.commandStarted()
  watch.output(Buffer.from(`Error from server (NotFound): ${'ä'.repeat(3000)}\n`))
  expect(said.map((line) => [line.length, line.slice(0, 32)])).toEqual([[200, 'Error from server (NotFound): ää']])
})

it('finds the same wherever the chunks are cut', () => {
  const text = `one\r\n\x1b[?1049hdrawn ${NOT_FOUND}\x1b[?1049l${NOT_FOUND}The Pod "web" is invalid: x\r\n`
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: text.length })), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), text.length]
      expect(found(...at.slice(1).map((end, index) => text.slice(at[index], end)))).toEqual(['not-found', 'invalid'])
    }),
  )
})
