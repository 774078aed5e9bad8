// Redo this moment: the task again, from its start, with other parameters.
import { useStart } from '../catalog/use-start.ts'
import { Button } from '../ui/Button.tsx'

export function PractiseButton({ scenario, title, size = 'medium' }: { scenario: string; title: string; size?: 'small' | 'medium' }) {
  const start = useStart()
  return (
    <Button
      look={size === 'small' ? 'quiet' : 'secondary'}
      size={size}
      icon="reset"
      busy={start.isPending}
      aria-label={`Practise again: ${title}`}
      onClick={() => start.mutate({ scenario })}
    >
      {size === 'small' ? 'Redo' : 'Practise again'}
    </Button>
  )
}
