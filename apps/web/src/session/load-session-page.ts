import { retryImport } from '../ui/retry-import.ts'

/** The room is fetched ahead by the start page, so that it is at hand when the clusters' networks come up. */
export const loadSessionPage = () => retryImport(() => import('./SessionPage.tsx'))

export const loadTerminalTabs = () => retryImport(() => import('../terminal/TerminalTabs.tsx'))
