// Short notices under the page's top bar, said from anywhere, shown by `Toaster`.
import { createStore } from 'zustand/vanilla'

type Level = 'message' | 'success' | 'warning' | 'error'
type Details = { description?: string }
type Said = { level: Level; text: string; details: Details }

/** What was said and not shown yet. */
export const saidStore = createStore<{ said: readonly Said[] }>(() => ({ said: [] }))

const say =
  (level: Level) =>
  (text: string, details: Details = {}): void =>
    saidStore.setState(({ said }) => ({ said: [...said, { level, text, details }] }))

export const toast = { message: say('message'), success: say('success'), warning: say('warning'), error: say('error') }
