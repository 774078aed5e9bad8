// The first page: what is open, what can be started, what was done.
import { useQuery } from '@tanstack/react-query'
import type { Home } from '@unflunk/shared/api'
import { useEffect } from 'react'
import { wordsOf } from '../api/call.ts'
import { DrillCards } from '../drills/DrillCards.tsx'
import { historyQuery } from '../habits/history-query.ts'
import { NextBest } from '../habits/NextBest.tsx'
import { PlanCard } from '../habits/PlanCard.tsx'
import { loadSessionPage, loadTerminalTabs } from '../session/load-session-page.ts'
import { Section } from '../ui/Section.tsx'
import { ErrorState, LoadingState } from '../ui/State.tsx'
import { ThemeSwitch } from '../ui/ThemeSwitch.tsx'
import { Wordmark } from '../ui/Wordmark.tsx'
import { ExamList } from './ExamList.tsx'
import styles from './HomePage.module.css'
import { homeQuery, liveAttempt, whyNotStart } from './home-query.ts'
import { Machines } from './Machines.tsx'
import { PastResults } from './PastResults.tsx'
import { PracticeList } from './PracticeList.tsx'
import { ResumeCard } from './ResumeCard.tsx'
import { SandboxCard, SandboxPill } from './SandboxHealth.tsx'
import { ThirteenWays } from './ThirteenWays.tsx'
import { YourData } from './YourData.tsx'

const FETCH_ROOM_AFTER = 1500 // ms

export function HomePage() {
  const { data, error, refetch } = useQuery(homeQuery)
  useEffect(() => {
    document.title = 'Unflunk'
    // Ahead of need, once this page is drawn; a failure here is tried again when the room is opened.
    const idle = setTimeout(() => void Promise.all([loadSessionPage(), loadTerminalTabs()]).catch(() => {}), FETCH_ROOM_AFTER)
    return () => clearTimeout(idle)
  }, [])
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <h1>
          <Wordmark />
        </h1>
        <div className={styles.corner}>
          {data && <SandboxPill sandbox={data.sandbox} />}
          <ThemeSwitch />
        </div>
      </header>
      <HomeBody data={data} error={error} onRetry={() => void refetch()} />
      <footer className={styles.foot}>
        <p>
          The thirteen ways are from a talk at KCD France 2023 by a candidate who failed CKA and CKS, then passed both. Each is ironic: do
          the opposite.
        </p>
        <p>Unflunk is not affiliated with or endorsed by CNCF, the Linux Foundation or PSI.</p>
      </footer>
    </div>
  )
}

function HomeBody({ data, error, onRetry }: { data: Home | undefined; error: unknown; onRetry: () => void }) {
  if (data) return <HomeContent home={data} />
  if (!error) return <LoadingState title="Looking at your sandbox" />
  const { message, next } = wordsOf(error)
  return <ErrorState title="The start page could not be read" message={message} next={next} onRetry={onRetry} />
}

function HomeContent({ home }: { home: Home }) {
  const live = liveAttempt(home)
  const blocked = whyNotStart(home)
  // Without it the page is whole, too: it only says less.
  const { data: history } = useQuery(historyQuery)
  const past = home.attempts.filter((attempt) => attempt !== live)
  return (
    <main className={styles.main}>
      {live && <ResumeCard attempt={live} />}
      {!live && history && <NextBest steps={history.next} blocked={blocked} />}
      {home.sandbox.state !== 'ready' && <SandboxCard sandbox={home.sandbox} firstTime={past.length === 0} />}
      <div className={styles.columns}>
        <div className={styles.column}>
          <ExamList exams={home.exams} blocked={blocked} />
          <Section title="Drills">
            <DrillCards />
          </Section>
          <PracticeList scenarios={home.scenarios} blocked={blocked} />
        </div>
        <div className={styles.column}>
          {history && <PlanCard history={history} />}
          <PastResults attempts={past} />
          <Machines />
          <YourData attempts={home.attempts.length} live={live !== undefined} />
        </div>
      </div>
      <ThirteenWays history={history} />
    </main>
  )
}
