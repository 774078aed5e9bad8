// Tabs on Radix: arrows move, the panel follows the focus.
import { Tabs as RadixTabs } from 'radix-ui'
import type { ReactNode } from 'react'
import styles from './Tabs.module.css'

type Tab = { id: string; title: string; content: ReactNode }

export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const [first] = tabs
  if (!first) return null
  return (
    <RadixTabs.Root defaultValue={first.id} className={styles.root}>
      <RadixTabs.List aria-label={label} className={styles.list}>
        {tabs.map((tab) => (
          <RadixTabs.Trigger key={tab.id} value={tab.id} className={styles.tab}>
            {tab.title}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {tabs.map((tab) => (
        <RadixTabs.Content key={tab.id} value={tab.id} className={styles.panel}>
          {tab.content}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  )
}
