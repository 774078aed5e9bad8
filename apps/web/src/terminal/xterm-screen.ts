// xterm with what we need of it: drawing, fitting, searching, copying. The page and the connection see this and not xterm.

import type { TerminalSize } from '@unflunk/shared/terminal'
import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { WebglAddon } from '@xterm/addon-webgl'
import { type ITheme, Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { hasGraphicsCard } from './graphics-card.ts'
import { commandOf, type TerminalCommand } from './keys.ts'
import type { TerminalScreen } from './terminal-connection.ts'

const SCROLLBACK = 5000 // lines
const FACE = '"JetBrains Mono", ui-monospace, monospace'

export interface XtermListener {
  typed(text: string): void
  /** Bytes as latin1, from mouse reports. */
  typedBytes(latin1: string): void
  pasted(bytes: number): void
  /** The room there is has changed. */
  roomFor(size: TerminalSize): void
  command(command: TerminalCommand): void
}

export class XtermScreen implements TerminalScreen {
  readonly #terminal: Terminal
  readonly #fit = new FitAddon()
  readonly #search = new SearchAddon()
  readonly #listener: XtermListener
  readonly #cleanUp: (() => void)[] = []
  #disposed = false

  constructor(options: { fontSize: number; theme: ITheme }, listener: XtermListener) {
    this.#listener = listener
    this.#terminal = new Terminal({
      scrollback: SCROLLBACK,
      fontFamily: FACE,
      fontSize: options.fontSize,
      lineHeight: 1.2,
      theme: options.theme,
      minimumContrastRatio: 4.5,
      cursorBlink: true,
      allowProposedApi: true, // unicode11 and the search's marks
      macOptionIsMeta: true,
      rightClickSelectsWord: false,
    })
    this.#terminal.loadAddon(this.#fit)
    this.#terminal.loadAddon(this.#search)
    this.#terminal.loadAddon(new Unicode11Addon())
    this.#terminal.unicode.activeVersion = '11'
    this.#terminal.loadAddon(new WebLinksAddon((_, address) => window.open(address, '_blank', 'noopener,noreferrer')))
    this.#terminal.attachCustomKeyEventHandler((event) => this.#key(event))
    this.#terminal.onData((text) => listener.typed(text))
    this.#terminal.onBinary((latin1) => listener.typedBytes(latin1))
  }

  /** Puts it on the page. Call once the faces are loaded: cells are measured here. */
  open(parent: HTMLElement, label: string): void {
    this.#terminal.open(parent)
    this.#terminal.textarea?.setAttribute('aria-label', label)
    void this.#useWebgl()
    const observer = new ResizeObserver(() => this.#measure())
    observer.observe(parent)
    // In the capture phase: xterm stops the event when it takes the text.
    const pasted = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (text !== '') this.#listener.pasted(new TextEncoder().encode(text).length)
    }
    parent.addEventListener('paste', pasted, { capture: true })
    this.#cleanUp.push(
      () => observer.disconnect(),
      () => parent.removeEventListener('paste', pasted, { capture: true }),
    )
    this.#measure()
  }

  restart(size: TerminalSize): void {
    this.#terminal.reset()
    this.#terminal.resize(size.cols, size.rows)
  }

  write(data: Uint8Array, drawn: () => void): void {
    this.#terminal.write(data, drawn)
  }

  resize(size: TerminalSize): void {
    this.#terminal.resize(size.cols, size.rows)
  }

  set fontSize(pixels: number) {
    this.#terminal.options.fontSize = pixels
    this.#measure()
  }

  set theme(theme: ITheme) {
    this.#terminal.options.theme = theme
  }

  focus(): void {
    this.#terminal.focus()
  }

  get selection(): string {
    return this.#terminal.getSelection()
  }

  /** False when there is no match. */
  find(text: string, direction: 'next' | 'previous', incremental = false): boolean {
    return direction === 'next' ? this.#search.findNext(text, { incremental }) : this.#search.findPrevious(text)
  }

  endSearch(): void {
    this.#search.clearDecorations()
    this.#terminal.clearSelection()
    this.#terminal.focus()
  }

  /** Scrollback and screen as text. WebGL's text is not in the DOM, so tests read it here. */
  text(): string {
    const buffer = this.#terminal.buffer.active
    const lines: string[] = []
    for (let row = 0; row < buffer.length; row++) {
      const line = buffer.getLine(row)
      const text = line?.translateToString(true) ?? ''
      if (line?.isWrapped && lines.length > 0) lines[lines.length - 1] += text
      else lines.push(text)
    }
    return lines.join('\n').trimEnd()
  }

  /** Resolves when xterm has taken in the next output. */
  nextDrawn(): Promise<void> {
    return new Promise((resolve) => {
      const listening = this.#terminal.onWriteParsed(() => {
        listening.dispose()
        resolve()
      })
    })
  }

  dispose(): void {
    this.#disposed = true
    for (const cleanUp of this.#cleanUp) cleanUp()
    this.#terminal.dispose()
  }

  /** Without a WebGL that a graphics card serves, or when the browser takes it away, xterm draws with its DOM renderer. */
  async #useWebgl(): Promise<void> {
    if (!(await hasGraphicsCard()) || this.#disposed) return
    try {
      const webgl = new WebglAddon()
      webgl.onContextLoss(() => {
        webgl.dispose()
        this.#measure()
      })
      this.#terminal.loadAddon(webgl)
      this.#measure() // its cells are whole pixels wide, those of the DOM renderer are not
    } catch {
      // No WebGL2 here: the DOM renderer is already in place.
    }
  }

  #measure(): void {
    const size = this.#fit.proposeDimensions()
    // Hidden, or too small to be meant: the shell keeps its size.
    if (!size || !(size.cols >= 10) || !(size.rows >= 3)) return
    this.#listener.roomFor({ cols: Math.min(size.cols, 1000), rows: Math.min(size.rows, 500) })
  }

  #key(event: KeyboardEvent): boolean {
    const command = commandOf(event)
    if (!command) return true
    if (event.type === 'keydown') {
      // Paste is left to the browser, which then needs no permission to read the clipboard.
      if (command !== 'paste') event.preventDefault()
      this.#listener.command(command)
    }
    return false
  }
}
