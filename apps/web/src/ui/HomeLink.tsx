import { Link } from '@tanstack/react-router'
import { buttonClass } from './Button.tsx'

/** The way out of every page. */
export function HomeLink({ look = 'secondary' }: { look?: 'primary' | 'secondary' }) {
  return (
    <Link to="/" className={buttonClass(look)}>
      Back to the start
    </Link>
  )
}
