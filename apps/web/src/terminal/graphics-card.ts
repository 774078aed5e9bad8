// Whether WebGL pays: in software it takes seconds to start and a core to draw, which clusters on the same machine need.

let asked: Promise<boolean> | undefined

/** Asked once. False where nobody can say. */
export function hasGraphicsCard(): Promise<boolean> {
  asked ??= new Promise((resolve) => {
    const worker = new Worker(new URL('./graphics-card.worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }) => resolve(data === true))
    worker.addEventListener('error', () => resolve(false))
  })
  return asked
}
