import { z } from 'zod'
import { settingRanges, usualEngineSettings } from '../engine/contract/index.ts'
import { zoomRange } from '../preload/contract.ts'
import { readSettingsFile } from './settingsFile.ts'
import { writeJsonFile } from './jsonFile.ts'

/** Of the form of the file; another number is another app's. */
export const settingsVersion = 1

const whole = ({ least, most }: { least: number; most: number }): z.ZodInt => z.int().min(least).max(most)

/** Every setting that is not of one cluster, by its name in the file; what each means is in docs/settings.md. */
export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['comfortable', 'compact']),
  motion: z.enum(['system', 'reduced']),
  zoom: z.number().min(zoomRange.least).max(zoomRange.most),
  clock: z.enum(['24h', '12h']),
  zone: z.enum(['local', 'utc']),
  events: z.strictObject({
    keep: z.boolean(),
    days: whole(settingRanges.eventDays),
    megabytes: whole(settingRanges.eventMegabytes),
  }),
  logs: z.strictObject({ lines: whole(settingRanges.logLines), megabytes: whole(settingRanges.logMegabytes) }),
  metrics: z.strictObject({ minutes: whole(settingRanges.metricsMinutes) }),
  /** A person's answer where the system offers no real secret store; null: not asked yet. */
  allowWeakVault: z.boolean().nullable(),
})

/** What the app remembers of a person's choices. */
export type SettingsValues = z.infer<typeof settingsSchema>

/** What holds as long as nobody chose otherwise. */
export const usualSettings: SettingsValues = {
  theme: 'system',
  density: 'comfortable',
  motion: 'system',
  zoom: 1,
  clock: '24h',
  zone: 'local',
  ...usualEngineSettings,
  allowWeakVault: null,
}

/** The settings file: read once, written at every change, watched by whoever depends on it. The one door to it. */
export class Settings {
  readonly file: string
  /** What of the file cannot be used, a sentence each: field, why, what holds, where the file is kept. Empty when all is well. */
  readonly problems: readonly string[]
  readonly #listeners = new Set<(values: SettingsValues) => void>()
  readonly #onWriteError: (thrown: unknown) => void
  /** Fields of a newer app: kept in the file, whatever they mean. */
  readonly #unknown: Readonly<Record<string, unknown>>
  #values: SettingsValues

  constructor(file: string, onWriteError: (thrown: unknown) => void) {
    const read = readSettingsFile(file, settingsSchema, usualSettings, settingsVersion)
    this.file = file
    this.#onWriteError = onWriteError
    this.#values = read.values
    this.#unknown = read.unknown
    this.problems = read.problems
  }

  get values(): SettingsValues {
    return this.#values
  }

  set(change: Partial<SettingsValues>): void {
    this.#values = { ...this.#values, ...change }
    try {
      writeJsonFile(this.file, { version: settingsVersion, ...this.#values, ...this.#unknown })
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
