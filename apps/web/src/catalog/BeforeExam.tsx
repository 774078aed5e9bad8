// What to expect, said before the clock is set in motion: the short tour that the real exam gives, too.
import type { Level } from '@unflunk/shared/checklist'
import type { ExamSummary } from '@unflunk/shared/scenario'
import { type ReactNode, useState } from 'react'
import { examLagIsOn, switchExamLag } from '../session/exam-lag.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { minutesLong } from '../ui/duration.ts'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import styles from './BeforeExam.module.css'
import { ExamMachines } from './ExamMachines.tsx'
import { LevelChoice } from './LevelChoice.tsx'
import { useStart } from './use-start.ts'

function Rule({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) {
  return (
    <li className={styles.rule}>
      <span className={styles.icon}>
        <Icon name={icon} />
      </span>
      <div>
        <h3 className={styles.title}>{title}</h3>
        <p>{children}</p>
      </div>
    </li>
  )
}

export function BeforeExam({ exam, onClose }: { exam: ExamSummary | undefined; onClose: () => void }) {
  const start = useStart()
  const [lag, setLag] = useState(examLagIsOn)
  const [level, setLevel] = useState<Level>('exam')
  const changeLag = (on: boolean) => {
    switchExamLag(on)
    setLag(on)
  }
  if (!exam) return null
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${exam.title}: what to expect`}
      description={`${exam.tasks} tasks in ${minutesLong(exam.minutes)}, ${exam.passMark} % to pass.`}
      size="large"
      footer={
        <>
          <label className={styles.lag}>
            <input type="checkbox" checked={lag} onChange={(event) => changeLag(event.target.checked)} />
            Type with the exam's delay (50 to 100 ms per key)
          </label>
          <Button onClick={onClose}>Not now</Button>
          <Button look="primary" size="medium" icon="play" busy={start.isPending} onClick={() => start.mutate({ exam: exam.id, level })}>
            Prepare the clusters
          </Button>
        </>
      }
    >
      <div className={styles.level}>
        <LevelChoice
          level={level}
          onLevel={setLevel}
          note={level === 'exam' ? undefined : 'A practice exam: it does not count as a mock.'}
        />
      </div>
      <ExamMachines exam={exam.id} />
      <ul className={styles.rules}>
        <Rule icon="clock" title="The clock">
          It starts when the first task can be worked on, and nothing stops it: no pause, no reload, no lost network. Alerts come at 30, 15
          and 5 minutes.
        </Rule>
        <Rule icon="server" title="A host per task">
          You begin on <code>base</code>, which has no kubectl. Each task names its host: <code>ssh</code> there, work, <code>exit</code>.
        </Rule>
        <Rule icon="flag" title="Any order">
          Skip, flag and come back as you like. The review shows what is open before you end.
        </Rule>
        <Rule icon="book" title="The documentation">
          The Quick Reference of each task opens allowed pages. Search there as you would in the real exam.
        </Rule>
        <Rule icon="copy" title="Copy and paste">
          In the terminal <Kbd keys="Ctrl+Shift+C" /> and <Kbd keys="Ctrl+Shift+V" />. Names in the text copy on a click. Mind{' '}
          <Kbd keys="Ctrl+W" />: it closes browser tabs.
        </Rule>
        <Rule icon="list" title="The result">
          Sealed until you end. Then every check is explained, with what your habits cost you.
        </Rule>
      </ul>
    </Dialog>
  )
}
