// Shows long work as steps: name, state, elapsed time. Runs on the user's own Node (>= 20), before anything is installed.
import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

const tty = process.stdout.isTTY === true
const colour = (/** @type {number} */ code, /** @type {string} */ text) =>
  tty && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text

/** A failure that the user can mend: `message` says what happened, `next` what to do. */
export class SetupError extends Error {
  /** @param {string} message @param {string} next */
  constructor(message, next) {
    super(message)
    this.next = next
  }
}

const seconds = (/** @type {number} */ since) => `${((Date.now() - since) / 1000).toFixed(1)} s`

/**
 * Runs one step and shows it; rethrows its failure after marking it.
 * @template T
 * @param {string} title
 * @param {(tell: (detail: string) => void) => Promise<T>} work `tell` shows a detail beside the title (a count, a percent)
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const begun = Date.now()
  let detail = ''
  const draw = () => process.stdout.write(`\r\u001b[K  ${colour(36, '…')} ${title} ${colour(2, `${detail} ${seconds(begun)}`)}`)
  const timer = tty ? setInterval(draw, 200) : undefined
  if (!tty) console.log(`  … ${title}`)
  const finish = (/** @type {string} */ mark) => {
    clearInterval(timer)
    if (tty) process.stdout.write('\r\u001b[K')
    console.log(`  ${mark} ${title} ${colour(2, seconds(begun))}`)
  }
  try {
    const result = await work((text) => {
      detail = text
    })
    finish(colour(32, '✓'))
    return result
  } catch (error) {
    finish(colour(31, '✗'))
    throw error
  }
}

/**
 * Runs a command to its end; its output goes to a log file and the last lines of it into the failure.
 * @param {readonly string[]} argv
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, log: string, onLine?: (line: string) => void }} options
 * @returns {Promise<string>} what it printed
 */
export function run(argv, { cwd, env, log, onLine }) {
  mkdirSync(dirname(log), { recursive: true })
  appendFileSync(log, `\n$ ${argv.join(' ')}\n`)
  const [command = '', ...args] = argv
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const take = (/** @type {Buffer} */ chunk) => {
      output += chunk
      appendFileSync(log, chunk)
      const last = String(chunk).trim().split('\n').at(-1)
      if (last && onLine) onLine(last)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', (error) => reject(new SetupError(`Could not run ${command}: ${error.message}`, `Is ${command} installed?`)))
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output)
      const tail = output.trimEnd().split('\n').slice(-12).join('\n')
      reject(new SetupError(`${argv.join(' ')} ended with ${signal ?? `exit code ${code}`}:\n${tail}`, `The whole output is in ${log}.`))
    })
  })
}

/** Prints a failure with its next step and sets the exit code. @param {unknown} error */
export function reportFailure(error) {
  if (error instanceof SetupError) {
    console.error(`\n${colour(31, error.message)}\n${error.next}\n`)
  } else {
    console.error(error)
  }
  process.exitCode = 1
}
