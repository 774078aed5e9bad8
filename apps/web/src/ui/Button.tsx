// Buttons: `primary` once per view, `danger` only where something is lost.
import type { ComponentProps } from 'react'
import styles from './Button.module.css'
import { classes } from './classes.ts'
import { Icon, type IconName } from './Icon.tsx'

type Look = 'primary' | 'secondary' | 'quiet' | 'danger'

export type ButtonProps = ComponentProps<'button'> & {
  look?: Look
  size?: 'small' | 'medium' | 'large'
  icon?: IconName
  /** Long work runs: the button stays focusable, says so, and ignores presses. */
  busy?: boolean
}

/** The look of a button, for a link. */
export const buttonClass = (look: Look): string => classes(styles.button, styles[look], styles.medium)

export function Button({ look = 'secondary', size = 'medium', icon, busy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={classes(styles.button, styles[look], styles[size], className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? undefined : onClick}
      {...rest}
    >
      {busy ? <span className={styles.spinner} aria-hidden="true" /> : icon && <Icon name={icon} size={size === 'small' ? 14 : 16} />}
      {children}
    </button>
  )
}

type IconButtonProps = ComponentProps<'button'> & { icon: IconName; label: string; size?: 'small' | 'medium' }

/** A square button with an icon only; `label` is its accessible name. Wrap it in a `Tooltip` where the icon is not plain. */
export function IconButton({ icon, label, size = 'medium', className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      className={classes(styles.button, styles.quiet, styles.square, size === 'small' && styles.squareSmall, className)}
      {...rest}
    >
      <Icon name={icon} size={size === 'small' ? 14 : 16} />
    </button>
  )
}
