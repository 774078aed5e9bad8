// How strictly the habits are kept: three choices in one control, and what the chosen one means. Arrows move.
import { Level } from '@unflunk/shared/checklist'
import { RadioGroup } from 'radix-ui'
import { useId } from 'react'
import { levelNames, levelWords } from '../session/level-words.ts'
import styles from './LevelChoice.module.css'

type LevelChoiceProps = {
  level: Level
  onLevel: (level: Level) => void
  /** Said after the words of the level, as "It does not count as a mock". */
  note?: string | undefined
}

export function LevelChoice({ level, onLevel, note }: LevelChoiceProps) {
  const words = useId()
  const change = (value: string) => {
    const chosen = Level.safeParse(value)
    if (chosen.success) onLevel(chosen.data)
  }
  return (
    <div className={styles.choice}>
      <RadioGroup.Root className={styles.levels} aria-label="Level" aria-describedby={words} value={level} onValueChange={change}>
        {Level.options.map((option) => (
          <RadioGroup.Item key={option} value={option} className={styles.level}>
            {levelNames[option]}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      <p id={words} className={styles.words}>
        {levelWords[level]} {note}
      </p>
    </div>
  )
}
