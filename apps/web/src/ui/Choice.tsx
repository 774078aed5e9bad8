// One of a few words, or none: a second press takes the answer back.
import { ToggleGroup } from 'radix-ui'
import { useId } from 'react'
import styles from './Choice.module.css'

type ChoiceProps<T extends string> = {
  label: string
  options: readonly { value: T; label: string }[]
  value: T | undefined
  onChange: (value: T | undefined) => void
}

export function Choice<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  const id = useId()
  return (
    <div className={styles.row}>
      <span id={id}>{label}</span>
      <ToggleGroup.Root
        type="single"
        aria-labelledby={id}
        className={styles.group}
        value={value ?? ''}
        onValueChange={(chosen) => onChange(options.find((option) => option.value === chosen)?.value)}
      >
        {options.map((option) => (
          <ToggleGroup.Item key={option.value} value={option.value} className={styles.option}>
            {option.label}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
    </div>
  )
}
