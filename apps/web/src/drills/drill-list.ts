// The drills there are, in words.
import type { DrillId } from '@unflunk/shared/drill'
import type { IconName } from '../ui/Icon.tsx'

export type Drill = { drill: DrillId; path: '/drills/look-up'; title: string; about: string; icon: IconName; needs: string }

export const drillList: readonly Drill[] = [
  {
    drill: 'look-up',
    path: '/drills/look-up',
    title: 'Look-up',
    about: 'A question, the allowed pages, sixty seconds: open the page, and the section, that answers it.',
    icon: 'book',
    needs: 'no cluster',
  },
]
