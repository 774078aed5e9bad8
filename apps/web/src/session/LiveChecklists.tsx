// The checklists of a running attempt, beside the task: one line when folded, the five lists when open. Hints stand above them.
import type { Checklist, ChecklistItem } from '@unflunk/shared/checklist'
import { useState } from 'react'
import { ItemMark, stateWords } from '../habits/ItemMark.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { attempt } from './attempt.ts'
import styles from './LiveChecklists.module.css'
import { levelNames, levelWords } from './level-words.ts'
import { useRoom, useRoomState } from './room-context.tsx'
import { useSession } from './use-session.ts'

const OPEN = 'unflunk.checklists-open'

/** Nothing at the level of the exam. */
export function LiveChecklists() {
  const { level } = useSession()
  return level === 'exam' ? null : <Panel />
}

function Panel() {
  const room = useRoom()
  const { level, checklists } = useSession()
  const [open, setOpen] = useState(() => localStorage.getItem(OPEN) === 'yes')
  const toggle = () => {
    localStorage.setItem(OPEN, open ? 'no' : 'yes')
    setOpen(!open)
  }
  const items = checklists.flatMap((list) => list.items)
  const count = (state: ChecklistItem['state']) => items.filter((item) => item.state === state).length
  const missed = count('missed')
  return (
    <section className={styles.panel} aria-label="Checklists">
      <HintStrip />
      <div className={styles.line}>
        <button type="button" className={styles.toggle} aria-expanded={open} onClick={toggle}>
          <Icon name={open ? 'down' : 'right'} size={14} />
          <span>Checklists</span>
          <span className={styles.counts}>
            {count('done')} kept{missed > 0 && <span className={styles.missed}>, {missed} missed</span>}
          </span>
        </button>
        <Tooltip side="top" says={`${levelNames[level]}: ${levelWords[level]} Leaving is recorded, and an exam cannot come back to it.`}>
          <Button look="quiet" size="small" onClick={() => void attempt(() => room.setLevel('exam'))}>
            Leave {levelNames[level].toLowerCase()}
          </Button>
        </Tooltip>
      </div>
      {open && (
        <div className={styles.lists}>
          {checklists.map((list) => (
            <List key={list.id} list={list} />
          ))}
        </div>
      )}
    </section>
  )
}

function List({ list }: { list: Checklist }) {
  return (
    <div>
      <h3 className={styles.title}>{list.title}</h3>
      <ul>
        {list.items.map((item) => (
          <li key={item.id} className={styles.item} data-state={item.state}>
            <ItemMark state={item.state} />
            <span>
              <span className="sr-only">{stateWords[item.state]}: </span>
              {item.says}
              {item.state === 'missed' && <span className={styles.because}> {item.because}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function HintStrip() {
  const room = useRoom()
  const hint = useRoomState((state) => state.hint)
  return (
    <div aria-live="polite">
      {hint && (
        <p className={styles.hint}>
          <Icon name="bulb" size={15} />
          <span className={styles.says}>{hint.says}</span>
          <IconButton icon="cross" size="small" label="Dismiss the hint" onClick={room.dismissHint} />
        </p>
      )}
    </div>
  )
}
