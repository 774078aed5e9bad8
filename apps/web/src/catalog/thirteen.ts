// The thirteen ways to flunk, in the talk's own ironic words, and the kind words beside each.
import type { AdviceId } from '@unflunk/shared/habits'

export type Way = { id: AdviceId; when: 'before' | 'exam'; title: string; instead: string }

export const ways: readonly Way[] = [
  { id: '1', when: 'before', title: 'Be overconfident', instead: 'Say your score before you see it, and learn how far off you are.' },
  { id: '2', when: 'before', title: 'Do not practise', instead: 'Touch every domain again before it goes cold.' },
  { id: '3', when: 'before', title: 'Do not learn vim or kubectl', instead: 'Generate, edit, apply: let the tools type for you.' },
  { id: '4', when: 'before', title: 'Do not train on a simulator', instead: 'Sit whole mocks, with the clock and the rules.' },
  { id: '5', when: 'before', title: 'Do not bookmark the docs', instead: 'Know which allowed page holds the answer.' },
  {
    id: '6',
    when: 'before',
    title: 'Take the first of two attempts as late as possible',
    instead: 'Go early enough that the second attempt has room.',
  },
  { id: '7', when: 'before', title: 'Forget that you registered', instead: 'Put the date in the calendar and work back from it.' },
  { id: '8', when: 'before', title: 'Be in bad condition', instead: 'No bar the night before. Sleep counts as preparation.' },
  { id: '8b', when: 'exam', title: 'Sit it in bad conditions', instead: 'A quiet room, a wired network, a camera that works.' },
  { id: '9', when: 'exam', title: 'Do not read the question fully', instead: 'Read to the last line before the first command.' },
  { id: '10', when: 'exam', title: 'Do not use contexts', instead: 'The right host, the right namespace, before anything changes.' },
  {
    id: '11',
    when: 'exam',
    title: 'Do not save your work, create everything by hand',
    instead: 'Keep manifests, and keep the old file before you edit it.',
  },
  { id: '12', when: 'exam', title: 'Take your time', instead: 'Flag it, leave it, come back with what is left.' },
  { id: '13', when: 'exam', title: 'Stop at once, without review', instead: 'Look again at each answer while the clock still runs.' },
]
