import { randomBytes } from 'node:crypto'
import { renameSync } from 'node:fs'
import { z } from 'zod'
import type { CachePolicy } from '../engine/contract/index.ts'
import { readJsonFile, writeJsonFile } from './jsonFile.ts'

/** The part of Electron's `safeStorage` that is used. */
export interface SecretStore {
  isEncryptionAvailable(): boolean
  getSelectedStorageBackend(): string
  encryptString(text: string): Buffer
  decryptString(bytes: Buffer): string
}

/** What the vault needs to know and to remember. */
export interface VaultOptions {
  store: SecretStore
  platform: NodeJS.Platform
  file: string
  allowWeak: () => boolean | null
  /** A sentence for a person: something about the key went wrong. */
  onProblem: (problem: string) => void
}

/** Bytes of the data key: AES-256. */
const keyLength = 32

const schema = z.object({
  version: z.literal(1),
  /** `plain` only after a person allowed a weak store. */
  wrapping: z.enum(['system', 'plain']),
  key: z.base64(),
})

/**
 * Keeps the key of the app's own cached pictures: random, 256 bits, wrapped by the system's secret store. On Linux without such a store Electron
 * would "encrypt" with a password that everybody knows (`basic_text`): then nothing is kept until a person has been asked and said yes.
 */
export class Vault {
  readonly #options: VaultOptions
  #key: Uint8Array | null = null
  #policy: CachePolicy = { mode: 'off', backend: 'unavailable' }

  constructor(options: VaultOptions) {
    this.#options = options
    this.refresh()
  }

  get policy(): CachePolicy {
    return this.#policy
  }

  /** 32 bytes, or null while nothing may be stored. */
  get key(): Uint8Array | null {
    return this.#key
  }

  /** Decides anew: at the start, and after a person's answer. */
  refresh(): void {
    const backend = this.#backend()
    const strong = !weakBackends.has(backend)
    const allowed = this.#options.allowWeak()
    this.#policy = { backend, mode: strong ? 'encrypted' : allowed === null ? 'ask' : allowed ? 'weak-allowed' : 'off' }
    this.#key = null
    if (this.#policy.mode !== 'encrypted' && this.#policy.mode !== 'weak-allowed') return
    try {
      this.#key = this.#readKey(strong) ?? this.#makeKey(strong)
    } catch (thrown) {
      this.#policy = { backend, mode: 'off' }
      this.#options.onProblem(`The key for cached pictures of clusters could not be kept, so none are stored: ${reasonOf(thrown)}.`)
    }
  }

  #backend(): string {
    const { store, platform } = this.#options
    // isEncryptionAvailable alone says nothing: it is true for basic_text, too, when plain text was chosen
    if (platform === 'darwin') return store.isEncryptionAvailable() ? 'keychain' : 'unavailable'
    if (platform === 'win32') return store.isEncryptionAvailable() ? 'dpapi' : 'unavailable'
    const backend = store.getSelectedStorageBackend()
    return store.isEncryptionAvailable() || backend === 'basic_text' ? backend : 'unavailable'
  }

  #readKey(strong: boolean): Uint8Array | null {
    const { value, problem } = readJsonFile(this.#options.file, schema)
    if (problem !== null) this.#options.onProblem(problem)
    // a key that once lay here in the open is not good enough for a real store
    if (value === null || (strong && value.wrapping === 'plain') || (!strong && value.wrapping === 'system')) return null
    const bytes = Buffer.from(value.key, 'base64')
    try {
      const key = value.wrapping === 'plain' ? bytes : Buffer.from(this.#options.store.decryptString(bytes), 'base64')
      if (key.length === keyLength) return new Uint8Array(key)
    } catch {
      // told below: the store no longer opens it (another user, a new keychain)
    }
    renameSync(this.#options.file, `${this.#options.file}.unreadable`)
    this.#options.onProblem(
      'The system’s secret store did not open the key of cached pictures: a new one was made, earlier pictures are discarded.',
    )
    return null
  }

  #makeKey(strong: boolean): Uint8Array {
    const key = randomBytes(keyLength)
    const wrapped = strong ? this.#options.store.encryptString(key.toString('base64')) : key
    writeJsonFile(this.#options.file, {
      version: 1,
      wrapping: strong ? 'system' : 'plain',
      key: wrapped.toString('base64'),
    } satisfies z.infer<typeof schema>)
    return new Uint8Array(key)
  }
}

/** Backends that hide nothing from anybody who can read the file. */
const weakBackends: ReadonlySet<string> = new Set(['basic_text', 'unknown', 'unavailable'])

function reasonOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? (thrown instanceof Error ? thrown.name : 'unknown reason')
}
