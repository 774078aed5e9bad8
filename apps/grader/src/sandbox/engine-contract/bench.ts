// Where the contract of an engine is tried: names, labels and free networks of its own, and all of it removed at the end.

import type { ContainerSpec, Engine, ExecSpec } from '../engine.ts'
import { readOutput } from '../exec-output.ts'
import { LABEL, nameOf, sessionLabels } from '../labels.ts'
import { removeSession } from '../remove.ts'
import { freeSubnets, localSubnets } from '../subnets.ts'

export interface EngineUnderTest {
  readonly engine: Engine
  /** An image of ours with a shell, bash, perl and the usual tools: that of `base`. */
  readonly image: string
  close(): Promise<void>
}

interface Said {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface BenchNetwork {
  readonly name: string
  readonly subnet: string
  /** The address with this number in the subnet. */
  readonly address: (number: number) => string
}

export class Bench {
  readonly session: string
  readonly labels: Readonly<Record<string, string>>
  readonly #open: () => Promise<EngineUnderTest>
  #opened: EngineUnderTest | undefined
  #names = 0

  constructor(session: string, open: () => Promise<EngineUnderTest>) {
    this.session = session
    this.labels = sessionLabels(session)
    this.#open = open
  }

  get engine(): Engine {
    return this.#under.engine
  }

  get image(): string {
    return this.#under.image
  }

  get #under(): EngineUnderTest {
    if (this.#opened === undefined) throw new Error('the bench is not open')
    return this.#opened
  }

  async open(): Promise<void> {
    this.#opened = await this.#open()
    await this.#clear()
  }

  async close(): Promise<void> {
    if (this.#opened === undefined) return
    await this.#clear()
    await this.#opened.close()
  }

  /** A name that nothing has yet: a test that is tried again does not meet what it left behind. */
  name(part: string): string {
    this.#names += 1
    return nameOf(this.session, part, String(this.#names))
  }

  /** A new container that sleeps, started. Answers its name. */
  async run(part: string, spec: Partial<ContainerSpec> = {}): Promise<string> {
    const name = await this.create(part, spec)
    await this.engine.start(name)
    return name
  }

  async create(part: string, spec: Partial<ContainerSpec> = {}): Promise<string> {
    const name = this.name(part)
    const labels = { ...this.labels, ...spec.labels }
    await this.engine.create({ image: this.image, hostname: part, entrypoint: ['sleep', 'infinity'], ...spec, name, labels })
    return name
  }

  /** A new bridge network with sixteen addresses. */
  async network(part: string): Promise<BenchNetwork> {
    const name = this.name(part)
    const taken = [...localSubnets(), ...(await this.engine.networks({})).flatMap((network) => network.subnets)]
    for (const subnet of freeSubnets(taken)) {
      const [, prefix = '', last = ''] = /^(.*\.)(\d+)\//.exec(subnet) ?? []
      const address = (number: number) => `${prefix}${Number(last) + number}`
      if (await this.engine.createNetwork(name, subnet, address(1), this.labels)) return { name, subnet, address }
    }
    throw new Error('no network is free')
  }

  async volume(part: string): Promise<string> {
    const name = this.name(part)
    await this.engine.createVolume(name, this.labels)
    return name
  }

  /** Runs a shell script in a container, as root unless told otherwise. */
  async sh(container: string, script: string, how: Partial<ExecSpec> & { readonly input?: string } = {}): Promise<Said> {
    const { input, ...spec } = how
    const exec = await this.engine.exec(container, {
      argv: ['sh', '-c', script],
      user: 'root',
      tty: false,
      stdin: input !== undefined,
      ...spec,
    })
    if (input !== undefined) exec.stream.end(input)
    const { stdout, stderr } = await readOutput(exec.stream)
    return { exitCode: await exec.exitCode(), stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') }
  }

  async #clear(): Promise<void> {
    await removeSession(this.engine, this.session)
    for (const image of await this.engine.images({ [LABEL.session]: this.session }))
      for (const reference of image.tags.length > 0 ? image.tags : [image.id]) await this.engine.removeImage(reference)
  }
}
