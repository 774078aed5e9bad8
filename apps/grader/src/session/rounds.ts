// The rounds of a drill while it runs: each change that the watches see is judged, and the drill goes on at once.
import { isDone, judge, type SeenChange } from '../drills/judge.ts'
import { allOver, finishRound, noteSlip, openNext } from '../drills/progress.ts'
import { type DrillState, openRound } from '../drills/round.ts'
import type { Fleet } from '../sandbox/fleet.ts'
import type { KubeObject } from '../sandbox/kube.ts'
import type { SessionCore } from './core.ts'

export class Rounds {
  readonly #core: SessionCore
  readonly #onOver: () => Promise<void>
  readonly #hosts: ReadonlyMap<string, string>

  /** `onOver` is called when the last round is over. */
  constructor(core: SessionCore, onOver: () => Promise<void>) {
    this.#core = core
    this.#onOver = onOver
    this.#hosts = new Map(core.state.tasks.map(({ id, host }) => [id, host]))
  }

  /** The clusters are ready and the clock runs: the first text is shown. */
  async begin(): Promise<void> {
    const { drill } = this.#core.state
    if (drill) await this.#goOn(openNext(drill, this.#core.clock.now()))
  }

  /** After a restart of the grader: nobody watched meanwhile, and the open round may be right already. */
  async look(fleet: Fleet): Promise<void> {
    const round = this.#core.state.drill && openRound(this.#core.state.drill)
    const cluster = round && fleet.clusters.get(round.task)
    if (!cluster) return
    const apiVersion = round.kind === 'Deployment' ? 'apps/v1' : 'v1'
    const object = await cluster.kube.get({ apiVersion, kind: round.kind }, round.name, round.namespace)
    const { drill } = this.#core.state
    if (!drill || openRound(drill)?.number !== round.number || !isDone(round, object)) return
    await this.#goOn(finishRound(drill, 'right', this.#core.clock.now()))
  }

  async skip(): Promise<void> {
    const { drill } = this.#core.state
    if (drill) await this.#goOn(finishRound(drill, 'skipped', this.#core.clock.now()))
  }

  seen(change: SeenChange, object: KubeObject): void {
    const { drill, phase } = this.#core.state
    if (!drill || phase !== 'running') return
    const judgement = judge(drill, change, object, this.#hosts)
    const at = this.#core.clock.now()
    if (judgement.is === 'right') this.#core.inBackground(this.#goOn(finishRound(drill, 'right', at)), 'go on with the drill')
    else if (judgement.is === 'elsewhere') this.#core.changeSoon({ type: 'drill', drill: noteSlip(drill, judgement, at) })
    else if (judgement.is === 'not-yet') this.#core.changeSoon({ type: 'drill', drill: { ...drill, hint: { at, says: judgement.says } } })
  }

  async #goOn(drill: DrillState): Promise<void> {
    const saved = this.#core.change({ type: 'drill', drill })
    if (allOver(drill)) await this.#onOver()
    await saved
  }
}
