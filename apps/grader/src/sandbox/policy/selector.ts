// Label selectors, as NetworkPolicy uses them. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
import { z } from 'zod'

export const Selector = z.object({
  matchLabels: z.record(z.string(), z.string()).nullish(),
  matchExpressions: z
    .array(
      z.object({ key: z.string(), operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']), values: z.array(z.string()).nullish() }),
    )
    .nullish(),
})
export type Selector = z.infer<typeof Selector>

/** An empty selector matches everything. */
export function matches({ matchLabels, matchExpressions }: Selector, labels: Readonly<Record<string, string>>): boolean {
  const exact = Object.entries(matchLabels ?? {}).every(([key, value]) => labels[key] === value)
  return exact && (matchExpressions ?? []).every((expression) => holds(expression, labels))
}

function holds(
  { key, operator, values }: NonNullable<Selector['matchExpressions']>[number],
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = labels[key]
  const listed = value !== undefined && (values ?? []).includes(value)
  switch (operator) {
    case 'In':
      return listed
    case 'NotIn': // also without the label
      return !listed
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
  }
}
