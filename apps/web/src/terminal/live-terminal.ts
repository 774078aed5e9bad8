// One terminal of the page as long as its tab lives: xterm joined to its connection. React only mounts it.
import { themeStore } from '../ui/theme.ts'
import type { TerminalCommand } from './keys.ts'
import { TerminalConnection, type TerminalState } from './terminal-connection.ts'
import { exposeTerminal } from './test-hook.ts'
import { terminalTheme } from './themes.ts'
import { XtermScreen } from './xterm-screen.ts'

/** Milliseconds added to every key, at random between the two. */
export type AddedLag = { min: number; max: number }

export type LiveTerminalOptions = {
  sessionId: string
  terminalId: string
  label: string
  parent: HTMLElement
  fontSize: number
  lag: AddedLag | undefined
  onState: (state: TerminalState) => void
  onLatency: (ms: number | undefined) => void
  onSearch: () => void
}

export class LiveTerminal {
  readonly screen: XtermScreen
  readonly connection: TerminalConnection
  readonly #cleanUp: (() => void)[]

  /** The faces must be loaded. */
  constructor(options: LiveTerminalOptions) {
    const { sessionId, terminalId, label, parent, fontSize, lag } = options
    this.screen = new XtermScreen(
      { fontSize, theme: terminalTheme(themeStore.getState().theme) },
      {
        typed: (text) => this.connection.type(text),
        typedBytes: (latin1) => this.connection.typeBytes(latin1),
        pasted: (bytes) => this.connection.pasted(bytes),
        roomFor: (size) => this.connection.resize(size),
        command: (command) => this.#command(command, options.onSearch),
      },
    )
    this.connection = new TerminalConnection({
      ...{ sessionId, terminalId, screen: this.screen, onState: options.onState, onLatency: options.onLatency },
      ...(lag ? { lag: () => lag.min + Math.random() * (lag.max - lag.min) } : {}),
    })
    this.screen.open(parent, label)
    const online = () => this.connection.retryNow()
    window.addEventListener('online', online)
    this.#cleanUp = [
      () => window.removeEventListener('online', online),
      // The theme is put on the page by another listener of the same store: read the tokens after it.
      themeStore.subscribe(({ theme }) => queueMicrotask(() => this.#setTheme(theme))),
      exposeTerminal(terminalId, {
        text: () => this.screen.text(),
        state: () => this.connection.state.phase,
        echo: (character) => this.#echo(character),
      }),
    ]
  }

  dispose(): void {
    for (const cleanUp of this.#cleanUp) cleanUp()
    this.connection.close()
    this.screen.dispose()
  }

  async #echo(character: string): Promise<number> {
    const drawn = this.screen.nextDrawn()
    const before = performance.now()
    this.connection.type(character)
    await drawn
    return performance.now() - before
  }

  #setTheme(theme: 'dark' | 'light'): void {
    this.screen.theme = terminalTheme(theme)
  }

  #command(command: TerminalCommand, onSearch: () => void): void {
    switch (command) {
      case 'copy':
        // Without a selection the clipboard stays as it is; the browser refuses only in pages that are not focused.
        if (this.screen.selection !== '') navigator.clipboard.writeText(this.screen.selection).catch(() => {})
        break
      case 'paste':
        break // the browser's own paste event follows
      case 'search':
        onSearch()
        break
      case 'delete-word':
        this.connection.type('\x17')
    }
  }
}

/** Cells are measured when xterm opens, so its face has to be there; a page without it still gets a terminal. */
export async function facesLoaded(): Promise<void> {
  await Promise.allSettled([document.fonts.load('14px "JetBrains Mono"'), document.fonts.load('700 14px "JetBrains Mono"')])
}
