// `npm run dev`: the grader restarted on change, and vite's dev server with hot reload in front of it.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { prepare } from './setup/prepare.mjs'
import { reportFailure } from './setup/steps.mjs'
import { node, root } from './setup/toolchain.mjs'

try {
  await prepare({ browser: false })
  const grader = spawn(node, ['--watch', '--watch-preserve-output', 'apps/grader/src/main.ts'], { cwd: root, stdio: 'inherit' })
  const web = spawn(node, ['node_modules/vite/bin/vite.js'], { cwd: join(root, 'apps/web'), stdio: 'inherit' })
  const children = [grader, web]
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => {
      for (const child of children) child.kill(signal)
    })
  }
} catch (error) {
  reportFailure(error)
}
