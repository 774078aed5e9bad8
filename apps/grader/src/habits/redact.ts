// Takes secrets out of a command line before it is stored. Keeps the shape of the line, so that rules can still read it.

const GONE = '[redacted]'

interface Pattern {
  readonly finds: RegExp
  readonly puts: string | ((...groups: string[]) => string)
}

/** A value in quotes or up to the next blank. */
const VALUE = String.raw`(?:'[^']*'|"(?:[^"\\]|\\.)*"|[^\s'"|;&]+)`

const SECRET_WORD = `(?:pass(?:word|wd|phrase)?|token|secret|api[-_]?key|access[-_]?key|private[-_]?key|credentials?)`

/** Always taken out, wherever they stand. */
const ALWAYS: readonly Pattern[] = [
  { finds: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, puts: GONE },
  // JSON web tokens, and kubeadm's bootstrap tokens.
  { finds: /\beyJ[\w-]{8,}(?:\.[\w-]+){1,2}/g, puts: GONE },
  { finds: /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, puts: GONE },
  { finds: /\b(Bearer|Basic)(\s+)[^\s'"]+/gi, puts: `$1$2${GONE}` },
  { finds: /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]+:)[^\s@/]+@/gi, puts: `$1${GONE}@` },
  // --token X, --docker-password=X, --client-secret X; --token-ttl and --secret-name hold no secret.
  { finds: new RegExp(String.raw`(--(?:[a-z-]+-)?${SECRET_WORD}[= ]\s*)(?!-)${VALUE}`, 'gi'), puts: `$1${GONE}` },
  // DB_PASSWORD=x, --env TOKEN=x, -e SECRET_KEY=x. A name in the middle of an option (--from-literal) has its own pattern.
  {
    finds: new RegExp(String.raw`(\b[A-Z0-9_]*(?:PASSWORD|PASSWD|TOKEN|SECRET|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)[A-Z0-9_]*=)${VALUE}`, 'g'),
    puts: `$1${GONE}`,
  },
  { finds: new RegExp(String.raw`(\bcurl\b[^|;&]*\s(?:-u|--user)[= ]?\s*)${VALUE}`, 'g'), puts: `$1${GONE}` },
  { finds: new RegExp(String.raw`(\bsshpass\s+-p\s*)${VALUE}`, 'g'), puts: `$1${GONE}` },
  { finds: new RegExp(String.raw`(\bmysql\w*\b[^|;&]*\s-p)(?!\s)${VALUE}`, 'g'), puts: `$1${GONE}` },
  { finds: /\b(pass|password):[^\s'"]+/g, puts: `$1:${GONE}` },
  { finds: new RegExp(String.raw`(\bhtpasswd\s+-\w*b\w*\s+\S+\s+\S+\s+)${VALUE}`, 'g'), puts: `$1${GONE}` },
  {
    finds: new RegExp(String.raw`(\b(?:echo|printf)\s+(?:-\w+\s+)*)${VALUE}(\s*\|\s*(?:sudo\s+)?(?:base64|chpasswd|passwd)\b)`, 'g'),
    puts: `$1${GONE}$2`,
  },
  { finds: new RegExp(String.raw`(\bbase64\b[^|;&]*<<<\s*)${VALUE}`, 'g'), puts: `$1${GONE}` },
  // Keys of kubeconfigs and encryption configurations.
  {
    finds: new RegExp(
      String.raw`(\b(?:client-key-data|client-certificate-data|certificate-authority-data|token|password|secret):[ \t]+)${VALUE}`,
      'g',
    ),
    puts: `$1${GONE}`,
  },
]

/** Only where the line is about a Secret. */
const OF_SECRETS: readonly Pattern[] = [
  // The whole pair in quotes: 'pw=hun ter2'.
  { finds: /(--from-literal[= ]\s*(['"])[^'"=]+=)(?:(?!\2).)*(\2)/g, puts: `$1${GONE}$3` },
  { finds: new RegExp(String.raw`(--from-literal[= ]\s*[^\s='"]+=)${VALUE}?`, 'g'), puts: `$1${GONE}` },
  // patch -p '{"stringData":{"a":"b"}}': every string value inside data or stringData.
  {
    finds: /("(?:stringData|data)"\s*:\s*\{)([^}]*)/g,
    puts: (_all, head = '', body = '') => head + body.replace(/(:\s*)"(?:[^"\\]|\\.)*"/g, `$1"${GONE}"`),
  },
]

/** About 18 bytes in base64. Hex digests, paths and names joined by hyphens are none. */
const BASE64 = /(?<![\w/+.-])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*[A-Z0-9])[A-Za-z0-9+/]{24,}={0,2}(?![\w/+.-])/g

/** Table in redact.test.ts. Idempotent. */
export function redact(line: string): string {
  let text = manifests(line)
  for (const { finds, puts } of ALWAYS) text = replace(text, finds, puts)
  if (/\bsecrets?\b/i.test(text)) for (const { finds, puts } of OF_SECRETS) text = replace(text, finds, puts)
  return text.replace(BASE64, (word) => (isPlain(word) ? word : GONE))
}

function replace(text: string, finds: RegExp, puts: Pattern['puts']): string {
  return typeof puts === 'string' ? text.replace(finds, puts) : text.replace(finds, puts)
}

/** A hex digest, or a path: at most ordinary words between slashes. */
function isPlain(word: string): boolean {
  return /^[0-9a-f]+$/i.test(word) || (word.startsWith('/') && !/[+=]/.test(word))
}

/** In every yaml document that is a Secret, the values under data and stringData go. */
function manifests(text: string): string {
  if (!/kind:\s*["']?Secret\b/.test(text)) return text
  return text
    .split(/(^---[ \t]*$)/m)
    .map((document) => (/kind:\s*["']?Secret\b/.test(document) ? withoutData(document) : document))
    .join('')
}

function withoutData(document: string): string {
  let inside: number | undefined
  return document
    .split('\n')
    .map((line) => {
      const indent = line.search(/\S/)
      if (inside !== undefined && indent >= 0 && indent <= inside) inside = undefined
      if (/^\s*(?:data|stringData):\s*$/.test(line)) {
        inside = indent
        return line
      }
      if (inside === undefined || indent < 0) return line
      // The value itself, or a line of a block of text.
      return /^\s*[\w.-]+:/.test(line) ? line.replace(/^(\s*[\w.-]+:).*$/, `$1 ${GONE}`) : `${line.slice(0, indent)}${GONE}`
    })
    .join('\n')
}
