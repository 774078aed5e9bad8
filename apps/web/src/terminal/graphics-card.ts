// Whether WebGL pays: in software it takes seconds to start and a core to draw, which clusters on the same machine need.

let asked: Promise<boolean> | undefined

/** Asked once. False where nobody can say. */
export function hasGraphicsCard(): Promise<boolean> {
  asked ??= askWorker().catch(() => false)
  return asked
}

async function askWorker(): Promise<boolean> {
  const worker = new Worker(new URL('./graphics-card.worker.ts', import.meta.url), { type: 'module' })
  try {
    return await new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data === true))
      worker.addEventListener('error', reject)
    })
  } finally {
    worker.terminate()
  }
}
