import type { FSWatcher } from 'node:fs'
import { watch } from 'node:fs'

/** Watches folders, not files: an editor that replaces a file would end a watch on it. Where the system watches nothing, nothing is told. */
export class FolderWatches {
  readonly #watchers = new Map<string, FSWatcher>()
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** Watches these, and no others any more. */
  set(folders: readonly string[]): void {
    const wanted = new Set(folders)
    for (const [folder, watcher] of this.#watchers) {
      if (wanted.has(folder)) continue
      watcher.close()
      this.#watchers.delete(folder)
    }
    for (const folder of wanted) {
      if (this.#watchers.has(folder)) continue
      try {
        const watcher = watch(folder, { persistent: false }, this.#onChange)
        watcher.on('error', () => {
          watcher.close()
          this.#watchers.delete(folder) // whoever looks from time to time watches it again when it is back
        })
        this.#watchers.set(folder, watcher)
      } catch {
        continue // the folder is not there yet, or the system has no watch left
      }
    }
  }

  close(): void {
    this.set([])
  }
}
