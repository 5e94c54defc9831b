import { z } from 'zod'
import { readJsonFile, writeJsonFile } from './jsonFile.ts'

/** Place and size in screen pixels. */
export interface Bounds {
  x: number
  y: number
  width: number
  height: number
}

export const leastSize = { width: 800, height: 500 } as const
const usualSize = { width: 1360, height: 860 } as const
/** So much of a window must be on a screen, or nobody could take hold of it. */
const leastVisible = { width: 200, height: 60 } as const
/** Milliseconds of rest before a move is written. */
const writeDelay = 500

/** The shape of {@link Bounds} in a file. */
export const boundsSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(100).max(20_000),
  height: z.int().min(100).max(20_000),
})

const schema = z.object({
  bounds: boundsSchema,
  maximised: z.boolean(),
})

/** How a window opens. Without `x` and `y` the system places it. */
export interface Placement {
  size: { width: number; height: number }
  at: { x: number; y: number } | null
  maximised: boolean
}

/** Fits what was saved to the screens there are now: one may be gone, or smaller. `areas` are their work areas. */
export function placement(saved: z.infer<typeof schema> | null, areas: readonly Bounds[]): Placement {
  if (saved === null) return { size: usualSize, at: null, maximised: false }
  const { x, y, width, height } = saved.bounds
  const home = areas.find(
    (area) =>
      overlap(x, width, area.x, area.width) >= leastVisible.width &&
      overlap(y, height, area.y, area.height) >= leastVisible.height &&
      // the title bar must be within reach
      y >= area.y,
  )
  const largest = home ?? areas[0]
  const size = {
    width: Math.max(leastSize.width, Math.min(width, largest?.width ?? width)),
    height: Math.max(leastSize.height, Math.min(height, largest?.height ?? height)),
  }
  return { size, at: home === undefined ? null : { x, y }, maximised: saved.maximised }
}

function overlap(start: number, size: number, otherStart: number, otherSize: number): number {
  return Math.min(start + size, otherStart + otherSize) - Math.max(start, otherStart)
}

/** The part of Electron's window that is remembered. */
export interface PlacedWindow {
  getNormalBounds(): Bounds
  isMaximized(): boolean
}

/** Remembers where the window was, for the next start. */
export class WindowState {
  readonly #file: string
  readonly #onWriteError: (thrown: unknown) => void
  #timer: NodeJS.Timeout | null = null

  constructor(file: string, onWriteError: (thrown: unknown) => void) {
    this.#file = file
    this.#onWriteError = onWriteError
  }

  /** How the next window should open. */
  read(areas: readonly Bounds[]): Placement {
    return placement(readJsonFile(this.#file, schema).value, areas)
  }

  /** The window moved: write it once it rests. */
  moved(window: PlacedWindow): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.save(window), writeDelay)
  }

  /** Writes now; to be called when the window closes. */
  save(window: PlacedWindow): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    try {
      writeJsonFile(this.#file, { bounds: window.getNormalBounds(), maximised: window.isMaximized() })
    } catch (thrown) {
      this.#onWriteError(thrown)
    }
  }
}
