// Which files of a scenario's folder are solutions and mistakes, and which checks a mistake loses.

export function solutionPaths(files: ReadonlyMap<string, string>): string[] {
  return scripts(files, 'solutions/')
}

export function mistakePaths(files: ReadonlyMap<string, string>): string[] {
  return scripts(files, 'mistakes/')
}

/** `# loses: a, b` on the first line (or the second, after `#!`). undefined when it is not there. */
export function losesOf(script: string): string[] | undefined {
  const [first = '', second = ''] = script.split('\n', 2)
  const line = first.startsWith('#!') ? second : first
  const list = /^#\s*loses:(.*)$/.exec(line)?.[1]
  return list
    ?.split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '')
}

function scripts(files: ReadonlyMap<string, string>, folder: string): string[] {
  return [...files.keys()].filter((path) => path.startsWith(folder) && path.endsWith('.sh'))
}
