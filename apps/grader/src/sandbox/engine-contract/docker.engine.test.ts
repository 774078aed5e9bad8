// The contract of the engine on Docker: the engine that answers here, as sessions use it.
import { dockerEngine } from '../docker-engine.ts'
import { imageSet } from '../recipe/prepare-images.ts'
import { engineContract } from './engine.case.ts'

engineContract('docker', async () => ({ engine: dockerEngine(), image: imageSet().base, close: async () => {} }))
