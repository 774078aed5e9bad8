// Takes secrets out of a command line before it is stored. Keeps the shape of the line, so that rules can still read it.
import { redactManifests } from './redact-manifests.ts'

const GONE = '[redacted]'

interface Pattern {
  readonly finds: RegExp
  readonly puts: string | ((...groups: string[]) => string)
}

/** What only stands for a secret tells none, and is part of the command: `$TOKEN`, `$(k create token robot)`. */
const STANDS_FOR = String.raw`(?!["']?(?:\$[\w{(]|\x60|\[redacted\]))`
/** A value in quotes or up to the next blank. */
const VALUE = String.raw`${STANDS_FOR}(?:'[^']*'|"(?:[^"\\]|\\.)*"|[^\s'"|;&<>()]+)`
/** Words of one command; so many characters that a line of thousands of them stays quick. */
const FURTHER = '[^|;&\\n]{0,300}'

const SECRET_NAME =
  /pass(?:word|wd|phrase|code)?$|^pw$|token$|secret$|(?:api|access|private|secret|encryption|certificate|client)[-_]?key$|credentials?$|creds$|bearer$/i

/** Always taken out, wherever they stand. None of them begins again and again inside a long word. */
const ALWAYS: readonly Pattern[] = [
  { finds: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, puts: GONE },
  // JSON web tokens, and kubeadm's bootstrap tokens.
  { finds: /\beyJ[\w-]{8,}(?:\.[\w-]+){1,2}/g, puts: GONE },
  { finds: /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, puts: GONE },
  // Headers: -H 'Authorization: Bearer x', -H "X-Auth-Token: x".
  {
    finds: /\b((?:Proxy-)?Authorization:[ \t]*)(?:([A-Za-z]+)([ \t]+))?([^\s'"]+)/gi,
    puts: (all, header = '', scheme = '', blank = '', value = '') =>
      /^(?:\$|\[redacted\])/.test(value) ? all : header + scheme + blank + GONE,
  },
  {
    finds: new RegExp(String.raw`\b((?:X-)?(?:Auth|Api|Access|Vault|Session)-(?:Token|Key):[ \t]*)${STANDS_FOR}[^\s'"]+`, 'gi'),
    puts: `$1${GONE}`,
  },
  { finds: /\b(Bearer|Basic)([ \t]+)(?=[^\s'"]*[\d.=])[A-Za-z0-9._~+/=-]{8,}/g, puts: `$1$2${GONE}` },
  { finds: /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@'"]{0,200}:)(?!\$)[^\s@/'"]+@/gi, puts: `$1${GONE}@` },
  // --token X, --docker-password=X, --client-secret X; --token-ttl and --secret-name hold no secret.
  {
    finds: new RegExp(String.raw`(?<![\w-])(--?[A-Za-z][\w-]*)([= ]\s*)(?!-)(${VALUE})`, 'g'),
    puts: (all, option = '', between = '') =>
      SECRET_NAME.test(option.replace(/^-+/, '')) && option.length > 2 ? option + between + GONE : all,
  },
  // DB_PASSWORD=x, export token=x, --env TOKEN=x, aws_secret_access_key=x. Names in capitals stand for themselves.
  {
    finds: new RegExp(String.raw`(?<![\w-]|(?<!--env|\s-e)=)([A-Za-z_]\w*)=(${VALUE})`, 'g'),
    puts: (all, name = '') => (isSecretVariable(name) ? `${name}=${GONE}` : all),
  },
  // --from-literal=password=x, also of a ConfigMap.
  {
    finds: new RegExp(String.raw`(--from-literal[= ]\s*["']?)([^\s='"]+)=(${VALUE})`, 'g'),
    puts: (all, option = '', name = '') => (SECRET_NAME.test(name) ? `${option}${name}=${GONE}` : all),
  },
  { finds: new RegExp(String.raw`(\bcurl\b${FURTHER}?\s(?:-u|--user|--proxy-user|-U)[= ]?\s*)(?![= ])${VALUE}`, 'g'), puts: `$1${GONE}` },
  {
    finds: new RegExp(
      String.raw`(\b(?:crictl|ctr|nerdctl|etcdctl|skopeo)\b${FURTHER}?\s(?:--creds|--auth|--user|-u)[= ]\s*)${STANDS_FOR}(?=\S*:)[^\s'"]+`,
      'g',
    ),
    puts: `$1${GONE}`,
  },
  {
    finds: new RegExp(
      String.raw`(\b(?:docker|podman|nerdctl|crane|helm registry|oc)\s+login\b${FURTHER}?\s-p[= ]?\s*)(?![= ])${VALUE}`,
      'g',
    ),
    puts: `$1${GONE}`,
  },
  { finds: new RegExp(String.raw`(\bsshpass\s+-p\s*)${VALUE}`, 'g'), puts: `$1${GONE}` },
  { finds: new RegExp(String.raw`(\b(?:mysql|mariadb)\w*\b${FURTHER}?\s-p)(?!\s)${VALUE}`, 'g'), puts: `$1${GONE}` },
  { finds: new RegExp(String.raw`(\bredis-cli\b${FURTHER}?\s-a\s+)${VALUE}`, 'g'), puts: `$1${GONE}` },
  { finds: new RegExp(String.raw`(\bldap\w+\b${FURTHER}?\s-w\s+)${VALUE}`, 'g'), puts: `$1${GONE}` },
  { finds: new RegExp(String.raw`(\b(?:useradd|usermod)\b${FURTHER}?\s-p\s+)${VALUE}`, 'g'), puts: `$1${GONE}` },
  { finds: new RegExp(String.raw`(\bopenssl\s+passwd\b(?:\s+-\S+)*\s+)(?!-)${VALUE}`, 'g'), puts: `$1${GONE}` },
  { finds: new RegExp(String.raw`(\bvault\s+login\s+)(?!-)${VALUE}`, 'g'), puts: `$1${GONE}` },
  { finds: new RegExp(String.raw`(\baws_(?:secret_access_key|session_token)\s+)${VALUE}`, 'g'), puts: `$1${GONE}` },
  { finds: /\b(pass|password):(?!\/|\s|\[)[^\s'"]+/g, puts: `$1:${GONE}` },
  { finds: new RegExp(String.raw`(\bhtpasswd\s+-\w*b\w*\s+\S{1,200}\s+\S{1,200}\s+)${VALUE}`, 'g'), puts: `$1${GONE}` },
  // What is printed into something that takes a secret, or into a file of that name.
  {
    finds: new RegExp(
      String.raw`(\b(?:echo|printf)\s+(?:-\w+\s+)*(?:["']?%s(?:\\n)?["']?\s+)?)${VALUE}(\s*\|\s*(?:sudo\s+)?(?:base64|chpasswd|passwd|openssl\s+(?:enc|passwd)|(?:docker|podman|nerdctl|helm registry)\s+login|k(?:ubectl)?\s+(?:-n\s*\S+\s+)?create\s+secret)\b)`,
      'g',
    ),
    puts: `$1${GONE}$2`,
  },
  {
    finds: new RegExp(
      String.raw`(\b(?:echo|printf)\s+(?:-\w+\s+)*)${VALUE}(\s*>{1,2}\s*\S{0,200}(?:passw(?:or)?d|secret|token|credential|\.key\b))`,
      'gi',
    ),
    puts: `$1${GONE}$2`,
  },
  { finds: new RegExp(String.raw`(\b(?:base64|chpasswd|passwd)\b${FURTHER}?<<<\s*)${VALUE}`, 'g'), puts: `$1${GONE}` },
]

/** Only where the line is about a Secret. */
const OF_SECRETS: readonly Pattern[] = [
  // The whole pair in quotes: 'pw=hun ter2'.
  { finds: /(--from-literal[= ]\s*(['"])[^'"=]+=)(?!\$[\w{(])(?:(?!\2).)*(\2)/g, puts: `$1${GONE}$3` },
  { finds: new RegExp(String.raw`(--from-literal[= ]\s*[^\s='"]+=)(?:${VALUE}|(?=\s|$))`, 'g'), puts: `$1${GONE}` },
  // patch -p '{"stringData":{"a":"b"}}': every string value inside data or stringData; and the same as a list of operations.
  {
    finds: /("(?:stringData|data)"\s*:\s*\{)([^}]*)/g,
    puts: (_all, head = '', body = '') => head + body.replace(/(:\s*)"(?:[^"\\]|\\.)*"/g, `$1"${GONE}"`),
  },
  { finds: /("path"\s*:\s*"\/(?:stringData|data)\/[^"]{0,200}"\s*,\s*"value"\s*:\s*)"(?:[^"\\]|\\.)*"/g, puts: `$1"${GONE}"` },
  { finds: /("value"\s*:\s*)"(?:[^"\\]|\\.)*"(\s*,\s*"path"\s*:\s*"\/(?:stringData|data)\/)/g, puts: `$1"${GONE}"$2` },
]

/** About 18 bytes in base64. Hex digests, paths and names joined by hyphens are none. */
const BASE64 = /(?<![\w/+.-])[A-Za-z0-9+/]{24,}={0,2}(?![\w/+.-])/g

/** Table in redact.test.ts. Idempotent, and linear in the length of the line. */
export function redact(line: string): string {
  let text = redactManifests(line, GONE)
  for (const { finds, puts } of ALWAYS) text = replace(text, finds, puts)
  if (/secret/i.test(text)) for (const { finds, puts } of OF_SECRETS) text = replace(text, finds, puts)
  return text.replace(BASE64, (word) => (isPlain(word) ? word : GONE))
}

function replace(text: string, finds: RegExp, puts: Pattern['puts']): string {
  return typeof puts === 'string' ? text.replace(finds, puts) : text.replace(finds, puts)
}

/** In capitals anything that speaks of a secret (DB_PASSWORD_2); otherwise a name that ends in one, and is not a label's. */
function isSecretVariable(name: string): boolean {
  if (/^[A-Z0-9_]+$/.test(name)) return /PASS(?:WORD|WD|PHRASE)|TOKEN|SECRET|CREDENTIAL|(?:API|ACCESS|PRIVATE)_?KEY/.test(name)
  return SECRET_NAME.test(name)
}

/** A hex digest, a path or a long name: letters that change between capitals, small ones and digits as seldom as words do. */
function isPlain(word: string): boolean {
  if (/^[0-9a-f]+$/i.test(word)) return true
  if (word.startsWith('/') && !/[+=]/.test(word)) return true
  const turns = word.match(/[a-z][A-Z0-9+]|[A-Z][0-9+]|[0-9+][A-Za-z]|[A-Z]{2}[a-z]/g)?.length ?? 0
  return !/[+=]/.test(word) && turns <= word.length / 5
}
