// How the sandbox is: a word in the corner when all is well, a card with steps or the doctor's words when it is not.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { SandboxStatus } from '@unflunk/shared/api'
import { call, wordsOf } from '../api/call.ts'
import { Badge, type Tone } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { StepList } from '../ui/Progress.tsx'
import { toast } from '../ui/toast.ts'
import { homeQuery } from './home-query.ts'
import { percentOf } from './percent-of.ts'
import styles from './SandboxHealth.module.css'

const tones: Record<SandboxStatus['state'], Tone> = { missing: 'neutral', preparing: 'accent', ready: 'ok', failed: 'danger' }

function pillText({ state, steps }: SandboxStatus): string {
  if (state === 'ready') return 'Sandbox ready'
  if (state === 'missing') return 'Sandbox not built'
  if (state === 'failed') return 'Sandbox needs attention'
  return `Building the sandbox ${percentOf(steps)} %`
}

export function SandboxPill({ sandbox }: { sandbox: SandboxStatus }) {
  return (
    <Badge tone={tones[sandbox.state]} dot>
      {pillText(sandbox)}
    </Badge>
  )
}

const headings: Record<Exclude<SandboxStatus['state'], 'ready'>, string> = {
  missing: 'First, build the sandbox',
  preparing: 'Building the sandbox',
  failed: 'The sandbox needs attention',
}

const intro =
  'Exams run on real kubeadm clusters in containers on this machine. They are built once, in about fifteen minutes; after that an exam is ready in seconds.'

export function SandboxCard({ sandbox, firstTime }: { sandbox: SandboxStatus; firstTime: boolean }) {
  const queries = useQueryClient()
  const prepare = useMutation({
    mutationFn: () => call('startSandbox', {}, {}),
    onSettled: () => queries.invalidateQueries(homeQuery),
    onError: (error) => toast.error(wordsOf(error).message),
  })
  if (sandbox.state === 'ready') return null
  const idle = sandbox.state !== 'preparing'
  return (
    <section className={styles.card} aria-label="Sandbox" data-state={sandbox.state}>
      <div className={styles.words}>
        <h2 className={styles.title}>
          {sandbox.state === 'failed' && <Icon name="warning" size={20} />}
          {headings[sandbox.state]}
        </h2>
        {(firstTime || sandbox.state === 'missing') && sandbox.state !== 'failed' && <p className={styles.text}>{intro}</p>}
        {sandbox.message && <p className={styles.text}>{sandbox.message}</p>}
        {sandbox.next && <pre className={styles.next}>{sandbox.next}</pre>}
        {idle && (
          <Button
            look="primary"
            size="large"
            icon={sandbox.state === 'failed' ? 'reset' : 'play'}
            busy={prepare.isPending}
            onClick={() => prepare.mutate()}
          >
            {sandbox.state === 'failed' ? 'Try again' : 'Build it now'}
          </Button>
        )}
        {!idle && <p className={styles.hint}>You can close this page: the work goes on, and what is done stays done.</p>}
      </div>
      {sandbox.steps.length > 0 && (
        <div className={styles.steps}>
          <StepList steps={sandbox.steps} />
        </div>
      )}
    </section>
  )
}
