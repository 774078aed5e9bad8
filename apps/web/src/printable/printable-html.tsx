// The printed report as the text of a file.
import type { AttemptResult } from '@unflunk/shared/api'
import { renderToStaticMarkup } from 'react-dom/server'
import { PrintableReport, type PrintedRecording } from './PrintableReport.tsx'

export function printableHtml(result: AttemptResult, recordings: readonly PrintedRecording[]): string {
  return `<!doctype html>${renderToStaticMarkup(<PrintableReport result={result} recordings={recordings} />)}\n`
}
