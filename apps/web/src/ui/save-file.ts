// Gives the reader a file, made in the page.

export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

/** `unflunk-mock-1-2026-11-23.json` */
export function fileName(title: string, at: number, ending: string): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return `unflunk-${words}-${new Date(at).toISOString().slice(0, 10)}.${ending}`
}
