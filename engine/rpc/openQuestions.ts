import { type ClusterId, type GraphAnswer, type GraphQuestion, type Result } from '../contract/index.ts'
import { ask } from '../graph/asking/ask.ts'
import type { OpenCluster } from '../workspace/openCluster.ts'

/** Milliseconds that a question may take. */
const deadline = 30_000

/** The questions of one window that are being answered. */
export class OpenQuestions {
  readonly #open = new Map<ClusterId, Set<AbortController>>()

  async ask(cluster: ClusterId, { picture }: OpenCluster, question: GraphQuestion): Promise<Result<GraphAnswer>> {
    const abort = new AbortController()
    const open = this.#open.get(cluster) ?? new Set()
    this.#open.set(cluster, open.add(abort))
    try {
      return await ask({ graph: picture.graph, reader: picture.store }, question, { deadline, signal: abort.signal, nextTurn })
    } finally {
      open.delete(abort)
      if (open.size === 0) this.#open.delete(cluster)
    }
  }

  /** Ends what is asked of a cluster. */
  cancel(cluster: ClusterId): void {
    for (const abort of this.#open.get(cluster) ?? []) abort.abort()
  }

  /** Ends everything: the window is closed. */
  close(): void {
    for (const cluster of [...this.#open.keys()]) this.cancel(cluster)
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
