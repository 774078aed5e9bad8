import { expect, it } from 'vitest'
import { endedCommand } from './open-commands.ts'

const open = (...commands: string[]) =>
  commands.map((text) => {
    const [, user = '', host = '', line = ''] = /^(\w+)@(\w+) (.*)$/.exec(text) ?? []
    return { user, host, line }
  })

it.each<[string, string[], { user: string; host: string }, number]>([
  ['the newest of the shell', ['a@base ls'], { user: 'a', host: 'base' }, 0],
  ['inside ssh', ['a@base ssh n', 'a@n ls'], { user: 'a', host: 'n' }, 1],
  ['ssh itself, left by exit', ['a@base ssh n', 'a@n exit'], { user: 'a', host: 'base' }, 0],
  ['ssh itself, whose connection broke', ['a@base ssh n', 'a@n sudo -i', 'root@n vim x'], { user: 'a', host: 'base' }, 0],
  ['sudo -i, left by exit', ['a@n sudo -i', 'root@n exit'], { user: 'a', host: 'n' }, 0],
  ['a bash in a bash, left by exit', ['a@n bash', 'a@n exit'], { user: 'a', host: 'n' }, 0],
  ['a bash in a bash, left by Ctrl+D', ['a@n bash'], { user: 'a', host: 'n' }, 0],
  ['a command in a bash in a bash', ['a@n bash', 'a@n ls'], { user: 'a', host: 'n' }, 1],
  ['an exit that was refused', ['a@n exit'], { user: 'a', host: 'n' }, 0],
  ['another user of the host', ['a@n su b'], { user: 'c', host: 'n' }, 0],
  ['nothing that was seen', ['a@base ssh n'], { user: 'a', host: 'm' }, -1],
  ['nothing at all', [], { user: 'a', host: 'base' }, -1],
])('%s', (_, commands, finished, place) => {
  expect(endedCommand(open(...commands), finished)).toBe(place)
})
