// What this computer gives to machines: the share of its memory, and whether some are kept ready.
import { useQuery } from '@tanstack/react-query'
import { Panel } from '../ui/Panel.tsx'
import { Section } from '../ui/Section.tsx'
import styles from './Machines.module.css'
import { MemoryShare } from './MemoryShare.tsx'
import { settingsQuery, useSaveMachines } from './machines-query.ts'

export function Machines() {
  const { data: settings } = useQuery(settingsQuery)
  const save = useSaveMachines()
  if (!settings) return null
  const ready = save.isPending ? save.variables.keepReady : settings.keepReady
  return (
    <Section title="Machines">
      <Panel>
        <p>An exam gets a cluster for each task as far as the free memory goes; then tasks share.</p>
        <MemoryShare settings={settings} />
        <label className={styles.ready}>
          <input type="checkbox" checked={ready} onChange={({ target }) => save.mutate({ ...settings, keepReady: target.checked })} />
          Keep machines ready for the next practice (about 1 GB, asleep)
        </label>
      </Panel>
    </Section>
  )
}
