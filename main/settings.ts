import { z } from 'zod'
import { readJsonFile, writeJsonFile } from './jsonFile.ts'

/** Smallest and largest zoom; 1 is 100 %. */
export const zoomRange = { least: 0.5, most: 2, step: 0.1 } as const

/** The next zoom step up or down, within the range. */
export function zoomed(zoom: number, steps: number): number {
  const next = Math.round((zoom + steps * zoomRange.step) * 10) / 10
  return Math.min(zoomRange.most, Math.max(zoomRange.least, next))
}

const schema = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  density: z.enum(['comfortable', 'compact']).catch('comfortable'),
  zoom: z.number().min(zoomRange.least).max(zoomRange.most).catch(1),
  /** A person's answer where the system offers no real secret store; null: not asked yet. */
  allowWeakVault: z.boolean().nullable().catch(null),
})

/** What the shell remembers. */
export type SettingsValues = z.infer<typeof schema>

/** The settings file of the shell: read once, written at every change, watched by whoever depends on it. */
export class Settings {
  /** Why the file could not be read; null when all is well. */
  readonly problem: string | null
  readonly #file: string
  readonly #listeners = new Set<(values: SettingsValues) => void>()
  readonly #onWriteError: (thrown: unknown) => void
  #values: SettingsValues

  constructor(file: string, onWriteError: (thrown: unknown) => void) {
    const read = readJsonFile(file, schema)
    this.#file = file
    this.#onWriteError = onWriteError
    this.#values = read.value ?? schema.parse({})
    this.problem = read.problem
  }

  get values(): SettingsValues {
    return this.#values
  }

  set(change: Partial<SettingsValues>): void {
    this.#values = { ...this.#values, ...change }
    try {
      writeJsonFile(this.#file, this.#values)
    } catch (thrown) {
      // the change holds for this session; that it will not outlive it is told
      this.#onWriteError(thrown)
    }
    for (const listener of [...this.#listeners]) listener(this.#values)
  }

  /** Returns the stop function. */
  onChange(listener: (values: SettingsValues) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
