// Boots the machine without a screen, passes on what its serial console says, and ends it with us.
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { SetupError } from '../setup/steps.mjs'
import { type Disks, FOLDER } from './disks.ts'

const MEMORY = '6G'
const CPUS = Math.max(2, Math.min(4, availableParallelism()))
/** Far longer than it takes where the machine has two cores for itself. */
const LIMIT = 3 * 3600_000 // ms

export const serialLog = join(FOLDER, 'serial.log')

/** Runs it until it powers off. Resolves with all that it said. `files` are the tests to run; none: the core. */
export async function runMachine(disks: Disks, files: readonly string[]): Promise<string> {
  const kernel = ['root=/dev/vda rw console=ttyS0 quiet loglevel=3 systemd.show_status=false systemd.mask=serial-getty@ttyS0.service']
  if (files.length > 0) kernel.push(`unflunk.files=${files.join(',')}`)
  const disk = (file: string) => ['-drive', `file=${file},format=raw,if=virtio,snapshot=on,cache=unsafe`]
  const argv = [
    ...['-machine', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', `${CPUS}`, '-m', MEMORY],
    ...['-kernel', disks.kernel, '-initrd', disks.initrd, '-append', kernel.join(' ')],
    ...[disks.root, disks.checkout, disks.engine].flatMap(disk),
    ...['-device', 'virtio-rng-pci', '-nic', 'none', '-display', 'none', '-monitor', 'none', '-serial', 'stdio', '-no-reboot'],
  ]
  // Its own process group: Ctrl+C reaches us, and we end it.
  const machine = spawn('qemu-system-x86_64', argv, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const begun = Date.now()
  const log = createWriteStream(serialLog)
  const lines: string[] = []
  createInterface({ input: machine.stdout }).on('line', (raw) => {
    const line = raw.replaceAll('\r', '')
    log.write(`${line}\n`)
    lines.push(line)
    console.log(`${elapsed(begun)}  ${line}`)
  })
  const end = () => machine.kill()
  const late = setTimeout(end, LIMIT)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, end)
  try {
    await new Promise<void>((resolve, reject) => {
      machine.on('error', (error) => reject(new SetupError(`The machine did not start: ${error.message}`, 'Is qemu-system-x86 installed?')))
      machine.on('close', () => resolve())
    })
  } finally {
    clearTimeout(late)
    for (const signal of signals) process.off(signal, end)
    log.end()
  }
  return lines.join('\n')
}

function elapsed(begun: number): string {
  const seconds = Math.floor((Date.now() - begun) / 1000)
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`
}
