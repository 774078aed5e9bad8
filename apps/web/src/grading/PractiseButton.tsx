// Redo this moment: the task again, from its start, with other parameters.
import { useStart } from '../catalog/use-start.ts'
import { Button } from '../ui/Button.tsx'

export function PractiseButton({ scenario, title, size = 'medium' }: { scenario: string; title: string; size?: 'small' | 'medium' }) {
  const start = useStart()
  const word = size === 'small' ? 'Redo' : 'Practise again'
  return (
    <Button
      look={size === 'small' ? 'quiet' : 'secondary'}
      size={size}
      icon="reset"
      busy={start.isPending}
      aria-label={`${word}: ${title}`}
      onClick={() => start.mutate({ scenario })}
    >
      {word}
    </Button>
  )
}
