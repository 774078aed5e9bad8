// The contract of the engine on a rootful Podman, where there is one.
import { text } from 'node:stream/consumers'
import Docker from 'dockerode'
import { describe } from 'vitest'
import { dockerEngine } from '../docker-engine.ts'
import { imageSet } from '../recipe/prepare-images.ts'
import { engineContract } from './engine.case.ts'
import { startPodman, whyNoPodman } from './podman-service.ts'

const reason = whyNoPodman()

describe.skipIf(reason !== undefined)(reason === undefined ? 'on podman' : `on podman (left out: ${reason})`, () => {
  engineContract('podman', async () => {
    const { docker, stop } = await startPodman()
    const image = imageSet().base
    const loading = await docker.loadImage(await new Docker().getImage(image).get())
    await text(loading)
    return { engine: dockerEngine(docker), image, close: stop }
  })
})
