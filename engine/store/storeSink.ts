import type { KindSink, SinkScope } from '../watch/kindSink.ts'
import type { KindStore } from './kindStore.ts'
import type { KindStoreHost } from './kindStoreHost.ts'

/** One way into a kind's store; several may replace different namespaces at the same time. */
export class StoreSink implements KindSink {
  readonly #store: KindStore
  readonly #host: KindStoreHost
  #replacement: { scope: SinkScope; epoch: number } | null = null

  constructor(store: KindStore, host: KindStoreHost) {
    this.#store = store
    this.#host = host
  }

  get count(): number {
    return this.#store.count
  }

  begin(scope: SinkScope): void {
    this.#replacement = { scope, epoch: this.#host.nextEpoch() }
  }

  commit(): void {
    if (this.#replacement === null) throw new Error(`a replacement of ${this.#store.kind} is committed that was not begun`)
    const { scope, epoch } = this.#replacement
    this.#replacement = null
    if (!this.#store.dropped) this.#store.sweep(scope, epoch)
    // whoever hears next that the list is complete has heard of all of it
    this.#host.tell()
  }

  abandon(): void {
    this.#replacement = null
  }

  upsert(json: Uint8Array): string | null {
    return this.#store.upsert(json, this.#replacement?.scope.rewound === true)
  }

  remove(json: Uint8Array): string | null {
    return this.#store.remove(json)
  }

  lastResourceVersion(): string | null {
    return this.#store.lastResourceVersion
  }
}
