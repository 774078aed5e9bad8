/** Puts the keyboard into the terminal that is shown. xterm types through a hidden text field. */
export function focusTerminal(): void {
  const fields = document.querySelectorAll<HTMLElement>('#terminals .xterm-helper-textarea')
  ;[...fields].find((field) => field.closest('.xterm')?.checkVisibility())?.focus()
}

export function focusElement(id: string): void {
  document.getElementById(id)?.focus()
}
