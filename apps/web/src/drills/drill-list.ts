// The drills there are, in words.
import type { DrillId } from '@unflunk/shared/drill'
import type { IconName } from '../ui/Icon.tsx'

export type Drill = {
  drill: DrillId
  path: '/drills/look-up' | '/drills/hosts'
  title: string
  about: string
  icon: IconName
  needs: string
}

export const drillList: readonly Drill[] = [
  {
    drill: 'hosts',
    path: '/drills/hosts',
    title: 'Hosts and contexts',
    about: 'Four clusters with the same names: go to the place that a round names, make one tiny change, and nothing anywhere else.',
    icon: 'server',
    needs: 'four clusters',
  },
  {
    drill: 'look-up',
    path: '/drills/look-up',
    title: 'Look-up',
    about: 'A question, the allowed pages, sixty seconds: open the page, and the section, that answers it.',
    icon: 'book',
    needs: 'no cluster',
  },
]
