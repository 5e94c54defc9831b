import type { ApiClient } from '../cluster/apiClient.ts'
import { err, type KindId, ok, type Result } from '../contract/index.ts'
import { RightsBook } from '../rights/rightsBook.ts'
import type { ChangeSet } from '../store/storedObject.ts'
import { systemClock } from '../watch/clock.ts'

/** What the person of a live cluster may do there: one book for each connection. */
export class LiveRights {
  readonly #client: () => ApiClient | null
  readonly #title: () => string
  #asked: { client: ApiClient; book: RightsBook } | null = null

  constructor(client: () => ApiClient | null, title: () => string) {
    this.#client = client
    this.#title = title
  }

  /** An error while there is no connection. */
  get book(): Result<RightsBook> {
    const client = this.#client()
    if (client === null)
      return err({
        code: 'unreachable',
        message: `${this.#title()} is not connected: what you may do there cannot be asked.`,
        todo: 'It is asked again once the cluster answers.',
      })
    if (this.#asked?.client !== client) {
      this.close()
      this.#asked = { client, book: new RightsBook({ client, clock: systemClock }) }
    }
    return ok(this.#asked.book)
  }

  /** What was answered may hold no more. */
  forget(): void {
    this.#asked?.book.forget()
  }

  /** Forgets what was answered if roles or bindings changed. */
  take({ added, removed, updated }: ChangeSet): void {
    if (this.#asked === null) return
    const isRight = ({ kind }: { kind: KindId }): boolean => kind.startsWith('rbac.authorization.k8s.io/')
    if (added.some(isRight) || removed.some(isRight) || updated.some(({ after }) => isRight(after))) this.forget()
  }

  close(): void {
    this.#asked?.book.close()
    this.#asked = null
  }
}
