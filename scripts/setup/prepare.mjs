// The set-up that `npm start` and `npm test` share, in order. Each part does nothing when it is already done.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { checkRoom, ensureBuildPackages, ensureEngine, ensureInotify, installDebianPackages } from './host.mjs'
import { SetupError } from './steps.mjs'
import { buildWeb, installPackages, node, root } from './toolchain.mjs'

const cli = join(root, 'apps/grader/src/cli/unflunk.ts')

/** Runs `unflunk ...` with Node 24; its output is the user's. @param {readonly string[]} args @returns {Promise<number>} exit code */
function unflunk(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [cli, ...args], { cwd: root, stdio: 'inherit' })
    // The child hears Ctrl+C itself (same terminal) and ends in order; we wait for it.
    const ignore = () => {}
    process.on('SIGINT', ignore)
    child.on('error', reject)
    child.on('close', (code) => {
      process.off('SIGINT', ignore)
      resolve(code ?? 130)
    })
  })
}

/** @param {{ browser: boolean }} options `browser`: also Debian's Chromium, for the end-to-end tests */
export async function prepare({ browser }) {
  await installPackages()
  await buildWeb()
  await ensureEngine()
  await ensureInotify()
  const ready = (await unflunk(['sandbox', 'status', '--quiet'])) === 0
  checkRoom({ firstBuild: !ready })
  if (!ready) {
    await ensureBuildPackages()
    if ((await unflunk(['sandbox', 'prepare'])) !== 0) {
      throw new SetupError(
        'The sandbox is not ready yet.',
        'Run the same command again: it goes on where it stopped. `npm run unflunk -- sandbox doctor` explains what is missing.',
      )
    }
  }
  if (browser) await installDebianPackages(['chromium'], 'The end-to-end tests play the candidate in a real browser')
}
