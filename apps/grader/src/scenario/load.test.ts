import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { loadCatalog } from './catalog.ts'
import { formatProblem } from './problem.ts'
import { prepareTask } from './task.ts'

// Each case copies the template: quick alone, slow beside a building sandbox.
vi.setConfig({ testTimeout: 30_000 })

const real = fileURLToPath(new URL('../../../../scenarios', import.meta.url))

/** Edits of files of the template (text -> text), copied as cka/sample; undefined removes the file. Returns the catalogue with its problems as lines. */
async function load(edits: Record<string, ((text: string) => string) | undefined>) {
  await using home = await temporary()
  const folder = join(home.path, 'scenarios/cka/sample')
  await cp(join(real, '_template'), folder, { recursive: true })
  await cp(join(real, 'curriculum'), join(home.path, 'scenarios/curriculum'), { recursive: true })
  for (const [file, edit] of Object.entries(edits)) {
    if (edit) await writeFile(join(folder, file), edit(await readFile(join(folder, file), 'utf8')))
    else await rm(join(folder, file))
  }
  const catalog = await loadCatalog(join(home.path, 'scenarios'))
  return { catalog, lines: catalog.problems.map(formatProblem) }
}

async function temporary() {
  const path = await mkdtemp(join(tmpdir(), 'unflunk-load-'))
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }) }
}

const swap = (from: string, to: string) => (text: string) => {
  if (!text.includes(from)) throw new Error(`the template has no ${from}`)
  return text.replace(from, () => to)
}

it('the template is a valid scenario', async () => {
  const { catalog, lines } = await load({})
  expect(lines).toEqual([])
  expect([...catalog.scenarios.keys()]).toEqual(['cka/sample'])
})

it('a seed fills every file in the same way', async () => {
  const { catalog } = await load({})
  const scenario = catalog.scenarios.get('cka/sample')
  if (!scenario) throw new Error('not loaded')
  const task = prepareTask(scenario, 'one')
  expect(task).toEqual(prepareTask(scenario, 'one'))
  const ns = String(task.values.ns)
  expect(task.markdown).toContain(`\`${ns}\``)
  expect(task.setup[0]).toMatchObject({ kind: 'apply', manifest: expect.stringContaining(`namespace: ${ns}`) })
  expect(task.checks[0]).toMatchObject({ object: { namespace: ns }, match: { data: { count: String(task.values.writers) } } })
  expect(task.solutions.map(({ name }) => name)).toEqual(['imperative', 'manifest'])
  expect(task.mistakes.map(({ name, loses }) => ({ name, loses }))).toEqual([
    { name: 'default-namespace', loses: ['writers-counted', 'marked-managed'] },
    { name: 'no-label', loses: ['marked-managed'] },
  ])
})

describe('faults are told at their place', () => {
  it('in fields: missing, unknown, of another type, all at once', async () => {
    const { lines } = await load({
      'scenario.yaml': (text) =>
        swap('minutes: 4', 'minutes: soon')(swap('    points: 2\n', '    point: 2\n')(swap('title: Keep', 'titel: Keep')(text))),
    })
    expect(lines).toMatchInlineSnapshot(`
      [
        "scenarios/cka/sample/scenario.yaml:2:1: title: is missing (string)",
        "scenarios/cka/sample/scenario.yaml:2:1: unknown field "titel"",
        "scenarios/cka/sample/scenario.yaml:5:10: minutes: Invalid input: expected number, received string",
        "scenarios/cka/sample/scenario.yaml:21:5: checks[0]: unknown field "point"",
      ]
    `)
  })

  it('in yaml itself', async () => {
    const { lines } = await load({ 'scenario.yaml': swap('minutes: 4', 'minutes: 4\n  odd: 1') })
    expect(lines).toMatchInlineSnapshot(`
      [
        "scenarios/cka/sample/scenario.yaml:5:10: Nested mappings are not allowed in compact mappings",
        "scenarios/cka/sample/scenario.yaml:5:10: Implicit keys need to be on a single line",
      ]
    `)
  })

  it('behind a filled parameter on the same line', async () => {
    const { lines } = await load({
      'scenario.yaml': swap(
        "namespace: '{{ns}}', name: writers }\n    match",
        "namespace: '{{ns}}', name: writers, colour: red }\n    match",
      ),
    })
    expect(lines).toMatchInlineSnapshot(`
      [
        "scenarios/cka/sample/scenario.yaml:23:84: checks[0].object: unknown field "colour"",
      ]
    `)
  })

  it('in a setup step, told as the kind of step that was meant', async () => {
    const { lines } = await load({ 'scenario.yaml': swap('- apply: setup/base.yaml', '- apply: setup/gone.yaml\n  - run: 3') })
    expect(lines).toMatchInlineSnapshot(`
      [
        "scenarios/cka/sample/scenario.yaml:17:10: setup[1].run: Invalid input: expected string, received number",
      ]
    `)
  })

  it('in parameters: unknown, unused, empty range', async () => {
    const { lines } = await load({
      'scenario.yaml': swap('writers: { from: 3, to: 6 }', 'writers: { from: 6, to: 3 }\n  spare: { oneOf: [a] }'),
      'setup/base.yaml': swap('namespace: {{ns}}', 'namespace: {{namespace}}'),
    })
    expect(lines).toMatchInlineSnapshot(`
      [
        "scenarios/cka/sample/scenario.yaml:9:12: parameters.writers: \`from\` is greater than \`to\`",
        "scenarios/cka/sample/scenario.yaml:10:1: parameters.spare: is never used as {{spare}}",
        "scenarios/cka/sample/setup/base.yaml:10:14: unknown parameter {{namespace}}; there are: ns, writers, spare",
      ]
    `)
  })

  it('in the curriculum', async () => {
    const { lines } = await load({ 'scenario.yaml': (text) => swap('[configuration]', '[configuration, cooking]')(text) })
    expect(lines).toMatchInlineSnapshot(`
      [
        "scenarios/cka/sample/scenario.yaml:4:26: bullets[1]: unknown bullet "cooking" of workloads-scheduling; there are: deployments, configuration, autoscaling, self-healing, scheduling",
      ]
    `)
    const other = await load({ 'scenario.yaml': swap('domain: workloads-scheduling', 'domain: kitchen') })
    expect(other.lines).toMatchInlineSnapshot(`
      [
        "scenarios/cka/sample/scenario.yaml:3:9: domain: unknown domain "kitchen"; there are: cluster-architecture, workloads-scheduling, services-networking, storage, troubleshooting",
      ]
    `)
  })

  it('in checks: an id twice, a bad expression, a bad pattern, only denials', async () => {
    const { lines } = await load({
      'scenario.yaml': (text) => `${swap('id: marked-managed', 'id: writers-counted')(text)}  - id: bad-cel
    kind: resource
    guard: true
    says: 'an expression that is none'
    object: { apiVersion: v1, kind: Node, name: controlplane }
    cel: object.spec.
  - id: bad-pattern
    kind: file
    guard: true
    says: 'a pattern that is none'
    path: /etc/hosts
    text: { matches: '(' }
  - id: only-denies
    kind: can-i
    says: 'nothing but a denial is claimed'
    all: [{ as: jane, verb: get, resource: pods, namespace: default, allowed: false }]
`,
    })
    expect(lines).toMatchInlineSnapshot(`
      [
        "scenarios/cka/sample/mistakes/default-namespace.sh:1:1: loses "marked-managed", which is no check; there are: writers-counted, readers-untouched, bad-cel, bad-pattern, only-denies",
        "scenarios/cka/sample/mistakes/no-label.sh:1:1: loses "marked-managed", which is no check; there are: writers-counted, readers-untouched, bad-cel, bad-pattern, only-denies",
        "scenarios/cka/sample/scenario.yaml:25:9: checks[1].id: "writers-counted" is used twice",
        "scenarios/cka/sample/scenario.yaml:41:10: checks[3].cel: is not valid CEL: Expected IDENTIFIER, got EOF",
        "scenarios/cka/sample/scenario.yaml:47:22: checks[4].text.matches: is not a regular expression",
        "scenarios/cka/sample/scenario.yaml:51:10: checks[5].all: only denies: an untouched cluster would pass; pair it with something that must be allowed",
      ]
    `)
  })

  it('in what the task text does not say', async () => {
    const { lines } = await load({ 'task.md': swap('`managed=yes`', 'that says so') })
    expect(lines).toMatchInlineSnapshot(`
      [
        "scenarios/cka/sample/scenario.yaml:29:45: checks[1].match.metadata.labels.managed: demands "yes", which task.md does not say: say it there, or list it under \`unstated:\` with the reason",
      ]
    `)
  })

  it('unless the scenario says why that is fair, and only as long as it is needed', async () => {
    const reason = "unstated: { 'yes': 'the candidate finds it in the existing objects' }\nsetup:"
    expect(
      (await load({ 'task.md': swap('`managed=yes`', '`managed` set as elsewhere'), 'scenario.yaml': swap('setup:', reason) })).lines,
    ).toEqual([])
    expect((await load({ 'scenario.yaml': swap('setup:', reason) })).lines).toMatchInlineSnapshot(`
      [
        "scenarios/cka/sample/scenario.yaml:15:20: unstated.yes: no check demands this unsaid: remove it",
      ]
    `)
  })

  it('in missing files, solutions and mistakes', async () => {
    const { lines } = await load({
      'notes.md': undefined,
      'solutions/manifest.sh': undefined,
      'mistakes/no-label.sh': swap('# loses: marked-managed', '# loses: marked, writers-counted'),
      'mistakes/default-namespace.sh': swap('# loses: writers-counted, marked-managed\n', ''),
    })
    expect(lines).toMatchInlineSnapshot(`
      [
        "scenarios/cka/sample/mistakes/default-namespace.sh:1:1: the first line must be \`# loses: check-id, ...\`",
        "scenarios/cka/sample/mistakes/no-label.sh:1:1: loses "marked", which is no check; there are: writers-counted, marked-managed, readers-untouched",
        "scenarios/cka/sample/notes.md:1:1: is missing",
        "scenarios/cka/sample/solutions/:1:1: needs two or more *.sh of different kinds (imperative, manifest, edit); found 1",
      ]
    `)
  })

  it('in manifests', async () => {
    const { lines } = await load({ 'setup/base.yaml': swap('kind: ConfigMap\nmetadata:\n  name: readers', 'metadata:\n  name: readers') })
    expect(lines).toMatchInlineSnapshot(`
      [
        "scenarios/cka/sample/setup/base.yaml:5:1: needs apiVersion, kind and metadata.name",
      ]
    `)
  })
})

it('the committed scenarios, exams and curricula are all valid', async () => {
  const catalog = await loadCatalog(real)
  expect(catalog.problems.map(formatProblem)).toEqual([])
  expect(
    [...catalog.curricula.values()].map(({ track, domains }) => [track, domains.reduce((sum, { weight }) => sum + weight, 0)]),
  ).toEqual([
    ['cka', 100],
    ['cks', 100],
  ])
})
