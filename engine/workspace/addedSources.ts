import { stat } from 'node:fs/promises'
import type { Kubeconfigs } from '../cluster/kubeconfigs.ts'
import type { Registry } from '../cluster/registry.ts'
import { err, ok, type Result } from '../contract/index.ts'

/** Kubeconfig files and folders that a person adds to what is read by itself, and takes away again. */
export class AddedSources {
  readonly #registry: Registry
  readonly #kubeconfigs: Kubeconfigs

  constructor(registry: Registry, kubeconfigs: Kubeconfigs) {
    this.#registry = registry
    this.#kubeconfigs = kubeconfigs
  }

  async add(source: string): Promise<Result<null>> {
    try {
      await stat(source)
    } catch {
      return err({
        code: 'not-found',
        message: 'There is no such file or folder.',
        where: source,
        todo: 'Choose a kubeconfig file, or a folder with kubeconfig files.',
      })
    }
    return this.#change(await this.#registry.addSource(source))
  }

  /** Keeps pasted kubeconfig text as a file of the app's own, and adds it. */
  async paste(text: string): Promise<Result<null>> {
    const pasted = await this.#registry.pasteSource(text)
    return this.#change(pasted.ok ? ok(null) : pasted)
  }

  async remove(source: string): Promise<Result<null>> {
    return this.#change(await this.#registry.removeSource(source))
  }

  async #change(done: Result<null>): Promise<Result<null>> {
    if (done.ok) await this.#kubeconfigs.setExtra(this.#registry.sources())
    return done
  }
}
