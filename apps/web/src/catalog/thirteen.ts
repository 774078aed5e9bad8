// The thirteen ways to flunk as the start page shows them.
import { type Advice, advices } from '@unflunk/shared/habits'

export type Way = Omit<Advice, 'advice'> & { id: Advice['advice'] }

export const ways: readonly Way[] = advices.map(({ advice, ...way }) => ({ id: advice, ...way }))
