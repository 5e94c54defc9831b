import { z } from 'zod'
import { readJsonFile, writeJsonFile } from './jsonFile.ts'
import { boundsSchema } from './windowState.ts'
import type { PlacedWindow } from './windowState.ts'

/** Longest session of one window, in characters: tabs, panes and their filters, nothing of what a cluster holds. */
export const longestSession = 256 * 1024
/** So many windows come back at most. */
const mostWindows = 12
/** Milliseconds of rest before a change is written. */
const writeDelay = 500

const savedWindow = z.object({
  bounds: boundsSchema,
  maximised: z.boolean(),
  /** What the window itself keeps, as text that only it reads; null: nothing yet. */
  content: z.string().max(longestSession).nullable(),
})
const schema = z.object({ windows: z.array(savedWindow).max(mostWindows) })

/** A window as it was: where, and what it showed. */
export type SavedWindow = z.infer<typeof savedWindow>

/** Remembers every window of the app, for the next start. A window that a person closes is forgotten, unless it is the last one. */
export class Sessions {
  /** Why the file could not be read; null when all is well. */
  readonly problem: string | null
  /** The windows of the session before, in the order in which they were opened. */
  readonly before: readonly SavedWindow[]
  readonly #file: string
  readonly #onWriteError: (thrown: unknown) => void
  readonly #windows = new Map<PlacedWindow, SavedWindow>()
  #timer: NodeJS.Timeout | null = null
  #ending = false

  constructor(file: string, onWriteError: (thrown: unknown) => void) {
    const read = readJsonFile(file, schema)
    this.#file = file
    this.#onWriteError = onWriteError
    this.problem = read.problem
    this.before = read.value?.windows ?? []
  }

  /** A window was opened, with the content of an earlier one or none. */
  opened(window: PlacedWindow, content: string | null): void {
    this.#windows.set(window, { bounds: window.getNormalBounds(), maximised: window.isMaximized(), content })
    this.#soon()
  }

  /** What a window kept; null: it begins anew. */
  contentOf(window: PlacedWindow): string | null {
    return this.#windows.get(window)?.content ?? null
  }

  /** A window has something new to keep. */
  keep(window: PlacedWindow, content: string): void {
    this.#change(window, { content })
  }

  moved(window: PlacedWindow): void {
    this.#change(window, { bounds: window.getNormalBounds(), maximised: window.isMaximized() })
  }

  /** A window is closed. It is forgotten when others stay, and when the app is not ending. */
  closed(window: PlacedWindow): void {
    if (!this.#ending && this.#windows.size > 1) this.#windows.delete(window)
    else this.#ending = true
    this.write()
  }

  /** Somebody opens a window after the last one was closed: that one is what it begins with. */
  lastClosed(): SavedWindow | null {
    const last = [...this.#windows.entries()].at(-1)
    this.#windows.clear()
    this.#ending = false
    return last?.[1] ?? null
  }

  /** The app ends: windows that close now come back. */
  end(): void {
    this.#ending = true
    this.write()
  }

  #change(window: PlacedWindow, change: Partial<SavedWindow>): void {
    const was = this.#windows.get(window)
    if (was === undefined) return
    this.#windows.set(window, { ...was, ...change })
    this.#soon()
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.write(), writeDelay)
  }

  /** Writes now. */
  write(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    try {
      writeJsonFile(this.#file, { windows: [...this.#windows.values()].slice(-mostWindows) })
    } catch (thrown) {
      this.#onWriteError(thrown)
    }
  }
}
