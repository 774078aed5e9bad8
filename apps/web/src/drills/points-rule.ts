import { FULL_POINTS_WITHIN, LEAST_WHEN_RIGHT, LOST_PER_SECOND, LOST_PER_WRONG_WRITE } from '@unflunk/shared/hosts-drill'

/** How a round is scored, in the numbers that the grader uses. */
export const pointsRule = `A round done within ${FULL_POINTS_WITHIN / 1000} seconds is worth 100 points. Each second more takes ${LOST_PER_SECOND}, but a right round never falls below ${LEAST_WHEN_RIGHT}; each change in the wrong place takes ${LOST_PER_WRONG_WRITE}. The score is the mean of all rounds.`
