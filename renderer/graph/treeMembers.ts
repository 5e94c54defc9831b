import { onScopeDispose, shallowRef } from 'vue'
import type { EngineError, GraphMembers, GraphNode, ObjectId, Result } from '../../engine/contract/index.ts'
import type { Members } from './graphLines.ts'

/** Members that are asked for at once. */
const page = 100
/** After a change what is open is asked for again, at most this often. In milliseconds. */
const again = 1000

export type AskMembers = (tile: ObjectId, start: number, count: number) => Promise<Result<GraphMembers>>

/** What the open tiles of a tree stand for, read page by page, and again after changes; each page is asked for by a person. */
export class TreeMembers {
  readonly open = shallowRef<ReadonlyMap<ObjectId, Members>>(new Map())
  readonly problem = shallowRef<EngineError | null>(null)
  private readonly ask: AskMembers
  private timer: ReturnType<typeof setTimeout> | undefined
  private closed = false

  constructor(ask: AskMembers) {
    this.ask = ask
    onScopeDispose(() => {
      this.closed = true
      clearTimeout(this.timer)
    })
  }

  /** Lists what a tile stands for; what is listed already is left. */
  async list(tile: ObjectId): Promise<void> {
    if (!this.open.value.has(tile)) await this.read(tile, page, true)
  }

  /** Lists the next page. */
  async more(tile: ObjectId): Promise<void> {
    await this.read(tile, (this.open.value.get(tile)?.nodes.length ?? 0) + page, true)
  }

  shut(tile: ObjectId): void {
    const next = new Map(this.open.value)
    next.delete(tile)
    this.open.value = next
  }

  /** The graph has changed: what is listed is read again, soon. */
  changed(): void {
    if (this.open.value.size === 0) return
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      for (const [tile, { nodes }] of this.open.value) void this.read(tile, Math.max(page, nodes.length), false)
    }, again)
  }

  private async read(tile: ObjectId, wanted: number, asked: boolean): Promise<void> {
    const nodes: GraphNode[] = []
    let total = 0
    // A tile is the first of what it stands for: the page begins after it.
    for (let start = 1; nodes.length < wanted; start += page) {
      const answer = await this.ask(tile, start, page)
      if (this.closed || (!asked && !this.open.value.has(tile))) return
      if (!answer.ok) {
        if (asked) this.problem.value = answer.error
        else this.shut(tile)
        return
      }
      total = Math.max(0, answer.value.total - 1)
      nodes.push(...answer.value.nodes)
      if (answer.value.nodes.length < page) break
    }
    this.problem.value = null
    this.open.value = new Map(this.open.value).set(tile, { total, nodes: nodes.slice(0, wanted) })
  }
}
