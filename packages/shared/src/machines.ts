// How much of this computer the machines of an attempt may take, and what that means for an exam.
import { z } from 'zod'

export const MachineSettings = z.object({
  /** Percent of the memory that is free at a start. */
  memoryShare: z.number().int().min(1).max(100).default(70),
  /** Machines for the next practice are started ahead of it. */
  keepReady: z.boolean().default(true),
})
export type MachineSettings = z.infer<typeof MachineSettings>

/** The clusters that an exam would get now. */
export const ExamOutlook = z.object({
  tasks: z.number().int(),
  /** Fewer than tasks: some share one. */
  clusters: z.number().int(),
  /** About what all its machines take, in bytes. */
  memoryBytes: z.number(),
  freeBytes: z.number(),
  settings: MachineSettings,
})
export type ExamOutlook = z.infer<typeof ExamOutlook>
