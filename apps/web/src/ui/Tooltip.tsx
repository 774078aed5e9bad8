// A short name or key beside a control, on hover and on focus. Never the only place where something is said.
import { Tooltip as RadixTooltip } from 'radix-ui'
import type { ReactNode } from 'react'
import { Kbd } from './Kbd.tsx'
import styles from './Tooltip.module.css'

export const TooltipProvider = RadixTooltip.Provider

type TooltipProps = { says: ReactNode; keys?: string; side?: 'top' | 'bottom' | 'left' | 'right'; children: ReactNode }

export function Tooltip({ says, keys, side = 'bottom', children }: TooltipProps) {
  return (
    <RadixTooltip.Root>
      <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
      <RadixTooltip.Portal>
        <RadixTooltip.Content className={styles.tip} side={side} sideOffset={6} collisionPadding={8}>
          {says}
          {keys && <Kbd keys={keys} />}
        </RadixTooltip.Content>
      </RadixTooltip.Portal>
    </RadixTooltip.Root>
  )
}
