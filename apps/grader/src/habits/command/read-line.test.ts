import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { learn, usualWords } from './dictionary.ts'
import { LINES } from './lines.table.ts'
import { type Call, isLook, readLine } from './read-line.ts'

/** One call as a short text: what the table compares. `⌂` opens a shell whose lines are told, `…` something whose inside is not. */
function short(call: Call): string {
  const where = call.host ? `@${call.host} ` : ''
  const mark = call.changing === undefined ? '?' : call.changing ? '!' : call.dryRun ? '~' : '-'
  const writes = call.writes.map((path) => ` >${path}`).join('')
  const inside = call.opens === 'shell' ? ' ⌂' : call.opens === 'unseen' ? ' …' : ''
  return where + [mark, ...words(call)].filter(Boolean).join(' ') + writes + inside
}

function words({ kubectl: k, helm, tool, argv, files }: Call): (string | undefined | false)[] {
  if (helm)
    return ['helm', helm.verb, helm.release, helm.chart, helm.namespace && `ns=${helm.namespace}`, helm.context && `ctx=${helm.context}`]
  if (!k) return [argv.some((word) => word.endsWith('.bak')) ? `${tool}(${argv.join(' ')})` : tool, ...files]
  const names = k.names.map((name) => `/${name}`).join('')
  const object = k.resource === undefined ? names : ` ${k.resource}${names}`
  const { switches } = k
  return [
    [k.verb, k.subverb].filter(Boolean).join(' ') + object,
    k.file && `f=${k.file}`,
    k.namespace && `ns=${k.namespace}`,
    k.allNamespaces && 'all',
    k.context && `ctx=${k.context}`,
    k.kubeconfig && `cfg=${k.kubeconfig}`,
    switches && `use=${switches.context ?? ''}${switches.namespace === undefined ? '' : `/${switches.namespace}`}`,
    k.output && `out=${k.output}`,
  ]
}

const read = (line: string) => readLine(line).map(short)

describe.each(LINES)('%s', (_, rows) => {
  it.each(rows)('%s', (line, calls) => {
    expect(read(line)).toEqual(calls)
  })
})

describe('a line that nobody could read', () => {
  it('gives what it could read of a line that is not finished', () => {
    expect(read('k get po && k delete po "web')[0]).toBe('- get Pod')
  })

  const TOKENS = [
    'k',
    ' get',
    ' po',
    ' -n',
    ' x',
    ' -',
    '--',
    ' ssh h ',
    ' sudo ',
    " bash -c '",
    'f() {',
    '}',
    '$(',
    ')',
    `\${`,
    '`',
    '"',
    "'",
    '|',
    '&&',
    ';',
    '<<E\n',
    'E\n',
    '\n',
    '<(',
    '>',
    '{a,b}',
    '((',
    '[[',
    ' for x in a;do ',
    ' done',
    ' f',
    ' xargs',
    ' find -exec',
    ' \\',
    '$x',
    '$1',
    'x=',
    ' alias k=',
    ' eval ',
    'case x in ',
    ' fi',
    '!',
    '#',
  ]

  it('never throws, whatever was typed', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (line) => Array.isArray(readLine(line))))
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...TOKENS), { maxLength: 60 }), (tokens) => {
        const line = tokens.join('')
        return Array.isArray(readLine(line, learn(line, usualWords)))
      }),
      { numRuns: 300 },
    )
  })

  it('reads a bounded number of calls, also from a line that calls itself', () => {
    expect(readLine('f() { f; f; f; f; }; f; f; f; f').length).toBeLessThanOrEqual(150)
    expect(readLine('k get po; '.repeat(5000)).length).toBeLessThanOrEqual(150)
    expect(
      readLine(`for a in 1 2 3 4 5 6 7 8; do for b in 1 2 3 4 5 6 7 8; do for c in 1 2 3 4 5 6 7 8; do k get po; done; done; done`).length,
    ).toBeLessThanOrEqual(150)
  })

  it.each(['$(', '`', '{', '(', '<(', `\${a:-`, '"$(', '$(("', '((', 'ssh h "', "bash -c '", '\\'])(
    'does not go into %s without end',
    (unit) => {
      expect(readLine(unit.repeat(Math.ceil(10_000 / unit.length))).length).toBeLessThanOrEqual(150)
    },
  )
})

describe('words that were defined earlier', () => {
  const words = [
    'export out="-o yaml --dry-run=server"',
    "alias kn='k -n'",
    'ns=apollo',
    'kx() { k config use-context "$1"; }',
    "alias gone='k delete'",
    'unalias gone',
  ].reduce((known, line) => learn(line, known), usualWords)

  it.each<[string, string[]]>([
    ['kn $ns create cm a $out', ['~ create cm ConfigMap/a ns=apollo out=yaml']],
    ['kx k8s', ['- config use-context/k8s use=k8s']],
    ["k -n '$ns' get po", ['- get Pod ns=$ns']],
    [`k get po -n \${ns:-default} -n \${other:-default}`, ['- get Pod ns=apollo']],
    ['gone po web', ['? gone …']],
  ])('%s', (line, calls) => {
    expect(readLine(line, words).map(short)).toEqual(calls)
  })

  it('a line that defines nothing leaves the dictionary as it is', () => {
    expect(learn('k get po', words)).toBe(words)
  })
})

describe('a call is a look or not', () => {
  it.each<[string, boolean]>([
    ['k get po', true],
    ['k edit deploy web', true],
    ['k apply -f web.yaml', false],
    ['k exec web -- ls', true],
    ['k debug web -it --image busybox', true],
    ['k config use-context a', false],
    ['kubens apollo', false],
    ['k explain pod', false],
    ['curl web', true],
    ['systemctl status kubelet', true],
    ['sudo -i', false],
    ['bash', false],
    ['ssh cka1', false],
    ['ssh cka1 k get po', true],
    ['exit', false],
    ['echo done', false],
    ['cp a b', false],
    ['./check.sh', true],
  ])('%s: %s', (line, look) => {
    expect(readLine(line).some(isLook)).toBe(look)
  })
})
