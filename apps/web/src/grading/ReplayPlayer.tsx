// The recording of a terminal in asciinema's player. Loaded only when somebody wants to see a moment.
import { create } from 'asciinema-player'
import 'asciinema-player/dist/bundle/asciinema-player.css'
import { useEffect, useRef, useState } from 'react'
import { wordsOf } from '../api/call.ts'
import { ErrorState, LoadingState } from '../ui/State.tsx'
import styles from './ReplayPlayer.module.css'
import type { ReplaySource } from './replay-source.ts'

type Props = { source: ReplaySource; findings: readonly [seconds: number, label: string][] }

export function ReplayPlayer({ source, findings }: Props) {
  const { data, error } = useRecording(source.url)
  if (error !== undefined) return <ErrorState title="The recording could not be read" message={wordsOf(error).message} />
  if (data === undefined) return <LoadingState title="Reading the recording" />
  return <Player cast={data} source={source} findings={findings} />
}

function Player({ cast, source, findings }: Props & { cast: string }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!box.current) return
    const player = create({ data: cast, parser: 'asciicast' }, box.current, {
      startAt: source.startAt,
      autoPlay: true,
      fit: 'width',
      controls: true,
      markers: [...findings],
      terminalFontFamily: 'var(--font-mono)',
    })
    return () => player.dispose()
  }, [cast, source, findings])
  return <div ref={box} className={styles.player} />
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
