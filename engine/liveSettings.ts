import { usualEngineSettings, type EngineSettings } from './contract/index.ts'

/** A person's settings as the engine has them: whoever depends on one hears of its change. Checked by the shell, which keeps them. */
export class LiveSettings {
  readonly #listeners = new Set<() => void>()
  #values: EngineSettings

  constructor(values: EngineSettings = usualEngineSettings) {
    this.#values = values
  }

  get values(): EngineSettings {
    return this.#values
  }

  take(values: EngineSettings): void {
    this.#values = values
    for (const listener of [...this.#listeners]) listener()
  }

  /** Returns the stop function. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
