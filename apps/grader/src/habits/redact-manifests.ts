// Takes the values out of manifests inside a command line (heredocs): Secrets, kubeconfigs, keys of encryption, passwords in env.

/** In every yaml document that is a Secret, the values under data and stringData go; in all of them, what is a secret by its name. */
export function redactManifests(text: string, gone: string): string {
  if (!text.includes(':')) return text
  return text
    .split(/(^---[ \t]*$)/m)
    .map((document) => (/kind["']?:\s*["']?Secret\b/.test(document) ? withoutData(document, gone) : document))
    .join('')
    .replace(NAMED, `$1${gone}`)
    .replace(VARIABLE, `$1${gone}`)
    .replace(VARIABLE_IN_JSON, `$1"${gone}"`)
}

/** The rest of a line that begins with such a key. A name of something else (secretName, tokenReviewer) is no secret. */
const NAMED =
  /(^[ \t]*(?:- )?["']?(?:client-key-data|client-certificate-data|certificate-authority-data|token|password|secret|bearerToken|secretKey|apiKey|password_hash)["']?:[ \t]+)(?!\[redacted\]|["']?\$[{(]|[|>][-+]?[ \t]*$)\S[^\n]*/gm

/** `- name: DB_PASSWORD` and below it `value: x`. */
const VARIABLE =
  /(\bname:[ \t]*["']?\w*(?:PASSWORD|PASSWD|TOKEN|SECRET|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)\w*["']?[ \t]*\n[ \t]*value:[ \t]*)(?!\[redacted\])\S[^\n]*/g
const VARIABLE_IN_JSON =
  /("name"\s*:\s*"\w*(?:PASSWORD|PASSWD|TOKEN|SECRET|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)\w*"\s*,\s*"value"\s*:\s*)"(?:[^"\\]|\\.)*"/g

function withoutData(document: string, gone: string): string {
  let inside: number | undefined
  return document
    .split('\n')
    .map((line) => {
      const indent = line.search(/[^\s-]/)
      if (inside !== undefined && indent >= 0 && indent <= inside) inside = undefined
      const opens = /^(\s*(?:- )?["']?(?:data|stringData)["']?:)[ \t]*(\{.*)?$/.exec(line)
      if (opens) {
        if (opens[2] !== undefined) return `${opens[1]} ${gone}`
        inside = indent
        return line
      }
      if (inside === undefined || indent < 0) return line
      // The value itself, or a line of a block of text.
      return /^\s*["']?[\w.-]+["']?:/.test(line)
        ? line.replace(/^(\s*["']?[\w.-]+["']?:).*$/, `$1 ${gone}`)
        : `${line.slice(0, indent)}${gone}`
    })
    .join('\n')
}
