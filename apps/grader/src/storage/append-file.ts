// A file that only grows: lines are written in order, batched while a write is under way, so the caller never waits for the disk.
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { repairLines } from './repair-lines.ts'

export class AppendFile {
  readonly path: string
  readonly #file: FileHandle
  #pending: string[] = []
  #writing: Promise<void> | undefined
  #failure: unknown

  private constructor(path: string, file: FileHandle) {
    this.path = path
    this.#file = file
  }

  /** Opens for appending; a torn last line is cut off first. Folders are made; the file is readable by its owner only. */
  static async open(path: string): Promise<AppendFile> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await repairLines(path)
    return new AppendFile(path, await open(path, 'a', 0o600))
  }

  /** `line` has no newline. It is handed to the system within the same turn of the event loop, or behind the write under way. */
  append(line: string): void {
    this.#pending.push(line)
    this.#writing ??= this.#drain()
  }

  /** Resolves when everything appended so far is on the disk itself. Throws when a write failed. */
  async flush(): Promise<void> {
    await this.#writing
    if (this.#failure !== undefined) throw this.#failure
    await this.#file.datasync()
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#file.close()
    if (this.#failure !== undefined) throw this.#failure
  }

  async #drain(): Promise<void> {
    try {
      while (this.#pending.length > 0) {
        const text = `${this.#pending.join('\n')}\n`
        this.#pending = []
        await this.#file.appendFile(text)
      }
    } catch (error) {
      this.#failure ??= error // told by the next flush or close: `append` has no caller that waits
    } finally {
      this.#writing = undefined
    }
  }
}
