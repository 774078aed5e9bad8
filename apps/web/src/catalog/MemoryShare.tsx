// The setting of how much of the free memory an attempt's machines may take.
import type { MachineSettings } from '@unflunk/shared/machines'
import styles from './ExamMachines.module.css'
import { useSaveMachines } from './machines-query.ts'

const SHARES = [30, 50, 70, 90]

export function MemoryShare({ settings }: { settings: MachineSettings }) {
  const save = useSaveMachines()
  const shown = save.isPending ? save.variables.memoryShare : settings.memoryShare
  const shares = SHARES.includes(shown) ? SHARES : [...SHARES, shown].toSorted((a, b) => a - b)
  return (
    <label className={styles.share}>
      Machines may take
      <select value={shown} onChange={({ target }) => save.mutate({ ...settings, memoryShare: Number(target.value) })}>
        {shares.map((share) => (
          <option key={share} value={share}>
            {share} %
          </option>
        ))}
      </select>
      of the free memory
    </label>
  )
}
