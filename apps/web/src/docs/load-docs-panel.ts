import { retryImport } from '../ui/retry-import.ts'

/** The search and its index are fetched when they are first asked for. */
export const loadDocsPanel = () => retryImport(() => import('./DocsPanel.tsx'))
