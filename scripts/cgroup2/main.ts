// `npm run test:cgroup2`: the sandbox on a machine of the kind that most people have - cgroup v2, AppArmor, Debian's own kernel, an engine
// with the systemd driver - emulated by qemu, so that any machine can run it. Names of test files may follow; without any, the core runs.
import { installDebianPackages } from '../setup/host.mjs'
import { prepare } from '../setup/prepare.mjs'
import { reportFailure, SetupError } from '../setup/steps.mjs'
import { ownTotals } from '../setup/totals.mjs'
import { makeDisks } from './disks.ts'
import { runMachine, serialLog } from './machine.ts'

try {
  if (process.arch !== 'x64') throw new SetupError('The machine is an x86-64 one, and so must be the images.', 'Run it on such a machine.')
  await prepare({ browser: false })
  await installDebianPackages(['qemu-system-x86', 'mmdebstrap', 'e2fsprogs'], 'The machine is made and emulated by Debian programs')
  const disks = await makeDisks()
  console.log(`\n  The machine boots; its console is kept in ${serialLog}\n`)
  const totals = ownTotals(await runMachine(disks, process.argv.slice(2)))
  if (totals === undefined) throw new SetupError('The machine ended before its tests did.', `What it said is in ${serialLog}.`)
  console.log(`\n${totals.passed} passed, ${totals.failed} failed`)
  process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1
} catch (error) {
  reportFailure(error)
  console.log('0 passed, 1 failed')
}
