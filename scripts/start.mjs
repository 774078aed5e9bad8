// `npm start`: from a clean clone to the page. Every step is skipped when it is already done, so a second start is quick.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { portIsFree } from './setup/host.mjs'
import { prepare } from './setup/prepare.mjs'
import { reportFailure, SetupError } from './setup/steps.mjs'
import { node, root } from './setup/toolchain.mjs'

const port = Number(process.env.UNFLUNK_PORT ?? 7477)

/** Opens the page where there is a desktop to open it on. @param {string} address */
function openBrowser(address) {
  if (process.env.CI || process.argv.includes('--no-open')) return
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return
  // No opener installed: the address is printed anyway.
  spawn('xdg-open', [address], { detached: true, stdio: 'ignore' })
    .on('error', () => {})
    .unref()
}

function serve() {
  // V8's young generation may grow to 64 MB by default, a third of all the grader needs.
  const child = spawn(node, ['--max-semi-space-size=4', join(root, 'apps/grader/src/main.ts')], {
    cwd: root,
    stdio: ['inherit', 'pipe', 'inherit'],
    env: { ...process.env, UNFLUNK_PORT: String(port) },
  })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal))
  let opened = false
  child.stdout.on('data', (chunk) => {
    process.stdout.write(chunk)
    const [, address] = /Unflunk is ready: (\S+)/.exec(String(chunk)) ?? []
    if (address && !opened) {
      opened = true
      openBrowser(address)
    }
  })
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 1 : (code ?? 1)
  })
}

try {
  if (existsSync(join(root, 'node_modules')) === false)
    console.log(
      '\n  First start: everything is got and built once (15 to 25 minutes on two cores). Ctrl+C is safe; the next start goes on from there.\n',
    )
  await prepare({ browser: false })
  if (!(await portIsFree(port))) {
    throw new SetupError(
      `Port ${port} is taken: perhaps Unflunk already runs.`,
      `Open the page that runs, or choose another port:\n  UNFLUNK_PORT=${port + 1} npm start`,
    )
  }
  serve()
} catch (error) {
  reportFailure(error)
}
