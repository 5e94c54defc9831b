import type { ClusterId, GraphAnswer, GraphQuestion, ProblemList, Result } from '../contract/index.ts'
import { ask } from '../graph/asking/ask.ts'
import { problems } from '../graph/asking/problems.ts'
import { think, type ThinkingTime } from '../graph/asking/thinking.ts'
import type { OpenCluster } from '../workspace/openCluster.ts'

/** Milliseconds that a question may take. */
const deadline = 30_000

/** The questions of one window that are being answered. */
export class OpenQuestions {
  readonly #open = new Map<ClusterId, Set<AbortController>>()

  ask(cluster: ClusterId, { picture }: OpenCluster, question: GraphQuestion): Promise<Result<GraphAnswer>> {
    return this.#during(cluster, (time) => ask({ graph: picture.graph, reader: picture.store }, question, time))
  }

  /** What is wrong in a cluster, or in some namespaces of it. */
  problems(cluster: ClusterId, { picture }: OpenCluster, namespaces: readonly string[] | null): Promise<Result<ProblemList>> {
    return this.#during(cluster, (time) => think(problems({ graph: picture.graph, reader: picture.store }, namespaces), time))
  }

  async #during<T>(cluster: ClusterId, thinking: (time: ThinkingTime) => Promise<T>): Promise<T> {
    const abort = new AbortController()
    const open = this.#open.get(cluster) ?? new Set()
    this.#open.set(cluster, open.add(abort))
    try {
      return await thinking({ deadline, signal: abort.signal, nextTurn })
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
