// The recording of a terminal in asciinema's player: a clip of a moment, or all of it, as fast as wanted.
import { type Player as Asciinema, create } from 'asciinema-player'
import 'asciinema-player/dist/bundle/asciinema-player.css'
import { useEffect, useRef, useState } from 'react'
import { wordsOf } from '../api/call.ts'
import { Button } from '../ui/Button.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { ErrorState, LoadingState } from '../ui/State.tsx'
import styles from './ReplayPlayer.module.css'
import type { ReplayMarker } from './replay-markers.ts'
import type { ReplaySource } from './replay-source.ts'

type Props = { source: ReplaySource; markers: readonly ReplayMarker[] }

export function ReplayPlayer({ source, markers }: Props) {
  const { data, error } = useRecording(source.url)
  if (error !== undefined) return <ErrorState title="The recording could not be read" message={wordsOf(error).message} />
  if (data === undefined) return <LoadingState title="Reading the recording" />
  return <Player key={`${source.url} ${source.startAt}`} cast={data} source={source} markers={markers} />
}

const SPEEDS = [1, 2, 4, 8] as const

/** The player is made anew for another speed: it cannot change its own. */
interface Playing {
  /** Seconds from the recording's start. */
  readonly from: number
  /** A clip stops here; undefined: all of it. */
  readonly until: number | undefined
  readonly speed: (typeof SPEEDS)[number]
}

function Player({ cast, source, markers }: Props & { cast: string }) {
  const [playing, setPlaying] = useState<Playing>({ from: source.startAt, until: source.clipEnd, speed: 1 })
  const [stopped, setStopped] = useState(false)
  const { box, now } = usePlayer(cast, playing, markers, () => setStopped(true))
  const play = (change: Partial<Playing>) => {
    setStopped(false)
    setPlaying({ ...playing, from: now(), ...change })
  }
  return (
    <div className={styles.replay}>
      <div ref={box} className={styles.player} />
      <div className={styles.controls}>
        <fieldset className={styles.speeds}>
          <legend className="sr-only">Speed</legend>
          {SPEEDS.map((speed) => (
            <Button key={speed} look="quiet" size="small" aria-pressed={speed === playing.speed} onClick={() => play({ speed })}>
              {speed}×
            </Button>
          ))}
        </fieldset>
        <p className={styles.hint} role="status">
          {stopped ? 'The clip ends here.' : playing.until === undefined && markers.length > 0 && <MarkerKeys />}
        </p>
        {playing.until !== undefined && (
          <>
            <Button size="small" icon="reset" onClick={() => play({ from: source.startAt })}>
              Clip again
            </Button>
            <Button look={stopped ? 'primary' : 'secondary'} size="small" icon="play" onClick={() => play({ until: undefined })}>
              Play on
            </Button>
          </>
        )}
        <Button size="small" onClick={() => play({ from: 0, until: undefined })}>
          Whole recording
        </Button>
      </div>
    </div>
  )
}

function MarkerKeys() {
  return (
    <>
      <Kbd keys="[" /> and <Kbd keys="]" /> jump between task switches and findings
    </>
  )
}

const LOOK_EVERY_MS = 100

function usePlayer(cast: string, playing: Playing, markers: readonly ReplayMarker[], onClipEnd: () => void) {
  const box = useRef<HTMLDivElement>(null)
  const player = useRef<Asciinema>(undefined)
  const atEnd = useRef(onClipEnd)
  atEnd.current = onClipEnd
  useEffect(() => {
    if (!box.current) return
    const { from, until, speed } = playing
    const made = create({ data: cast, parser: 'asciicast' }, box.current, {
      startAt: from,
      autoPlay: true,
      speed,
      fit: 'width',
      controls: true,
      markers: markers.map(([seconds, label]) => [seconds, label]),
      terminalFontFamily: 'var(--font-mono)',
    })
    player.current = made
    // The player tells of no time passing: it is asked.
    const look = setInterval(() => {
      if (until === undefined || made.getCurrentTime() < until) return
      clearInterval(look)
      void made.pause()
      atEnd.current()
    }, LOOK_EVERY_MS)
    return () => {
      clearInterval(look)
      made.dispose()
    }
  }, [cast, playing, markers])
  return { box, now: () => player.current?.getCurrentTime() ?? playing.from }
}

/** Fetched here and not by the player, so that a missing recording is told in our words. */
function useRecording(url: string): { data: string | undefined; error: unknown } {
  const [state, setState] = useState<{ data: string | undefined; error: unknown }>({ data: undefined, error: undefined })
  useEffect(() => {
    const abort = new AbortController()
    setState({ data: undefined, error: undefined })
    fetch(url, { signal: abort.signal, credentials: 'same-origin' })
      .then(async (response) => {
        if (!response.ok) throw new Error(`It is not there any more (status ${response.status}).`)
        setState({ data: await response.text(), error: undefined })
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setState({ data: undefined, error })
      })
    return () => abort.abort()
  }, [url])
  return state
}
