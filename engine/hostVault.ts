import type { MessagePort } from 'node:worker_threads'
import type { CacheVault } from './cacheVault.ts'
import type { CachePolicy, EngineMessage, HostMessage } from './contract/index.ts'

/** Milliseconds until the host must have said what follows from a person's answer. */
const answerDeadline = 30_000
/** Bytes of a key: AES-256. */
const keyLength = 32

/** The vault of the desktop app: main holds the key in the system's secret store and hands it over by message. */
export class HostVault implements CacheVault {
  readonly #host: MessagePort
  readonly #listeners = new Set<() => void>()
  #policy: CachePolicy = { mode: 'off', backend: 'unavailable' }
  #key: Uint8Array | null = null

  constructor(host: MessagePort) {
    this.#host = host
  }

  /** The host spoke. A key of another size is none: nothing is stored then. */
  take(message: Extract<HostMessage, { type: 'vault' }>): void {
    const usable = message.key === null || (message.key instanceof Uint8Array && message.key.length === keyLength)
    this.#policy = usable ? message.policy : { ...message.policy, mode: 'off' }
    this.#key = usable ? message.key : null
    for (const listener of [...this.#listeners]) listener()
  }

  policy(): CachePolicy {
    return this.#policy
  }

  key(): Uint8Array | null {
    return this.#key
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  allowWeak(allow: boolean): Promise<CachePolicy> {
    return new Promise((resolve, reject) => {
      const stop = this.onChange(() => {
        clearTimeout(timer)
        stop()
        resolve(this.#policy)
      })
      const timer = setTimeout(() => {
        stop()
        reject(new Error('the app did not answer whether a weak secret store may be used'))
      }, answerDeadline)
      this.#host.postMessage({ type: 'allow-weak', allow } satisfies EngineMessage)
    })
  }
}
