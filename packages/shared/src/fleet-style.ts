// How the clusters of a session are reached from its start machine.
import { z } from 'zod'

/** `ssh`: each by its host, as in today's exam. `contexts`: also by the contexts of one kubeconfig, as in the older one and in real life. */
export const FleetStyle = z.enum(['ssh', 'contexts'])
export type FleetStyle = z.infer<typeof FleetStyle>
