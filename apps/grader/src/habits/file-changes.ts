// What changed between two looks at the files of a machine.

/** Path to the first 16 hex digits of its SHA-256. */
export type Digests = ReadonlyMap<string, string>

export interface FileChange {
  readonly path: string
  readonly change: 'added' | 'modified' | 'deleted'
  readonly digest?: string
  readonly before?: string
}

export function fileChanges(before: Digests, now: Digests): FileChange[] {
  const changes: FileChange[] = []
  for (const [path, digest] of now) {
    const old = before.get(path)
    if (old === undefined) changes.push({ path, change: 'added', digest })
    else if (old !== digest) changes.push({ path, change: 'modified', digest, before: old })
  }
  for (const [path, digest] of before) if (!now.has(path)) changes.push({ path, change: 'deleted', before: digest })
  return changes
}
