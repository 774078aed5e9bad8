// `... | head` closes our output while there is more to say: that is no failure.

/** Ends the process, as other tools do, when nobody reads what it prints any more. */
export function endQuietlyWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
}
