import type { CacheVault } from '../../cacheVault.ts'
import type { ClusterId, DrawingFiles, EngineError, Result } from '../../contract/index.ts'
import { err, ok } from '../../contract/index.ts'
import type { PlanKeeper } from '../../graph/planKeeper.ts'
import type { LiveSettings } from '../../liveSettings.ts'
import type { LayoutThread } from '../../layout/layoutThread.ts'
import type { LocalShells } from '../../terminals/localShells.ts'
import type { AuditFile } from '../../workspace/auditFile.ts'
import type { KeptFiles } from '../../workspace/keptFiles.ts'
import type { OpenCluster } from '../../workspace/openCluster.ts'
import { notOpen, type Workspace } from '../../workspace/workspace.ts'
import { GraphExports } from '../graphExports.ts'
import { OpenQuestions } from '../openQuestions.ts'
import type { WindowHandle } from '../windowHandle.ts'

/** What answers a window is given by the engine. */
export interface ApiParts {
  workspace: Workspace
  /** Where it is written that a value of a Secret was revealed. */
  audit: AuditFile
  layout: LayoutThread
  /** Where the places of graphs are kept. */
  places: PlanKeeper
  drawing: DrawingFiles
  localShells: LocalShells
  settings: LiveSettings
  vault: CacheVault
  appVersion: string
  startedAt: number
  /** Of the start: see `Hello.problems`. */
  problems: readonly EngineError[]
  /** Last pictures and kept events on disk. */
  keptFiles: KeptFiles
  /** Something failed that no question can answer for. */
  onDefect: (thrown: unknown, doing: string) => void
}

/** An open table, graph, log or terminal of a window. */
interface Subscription {
  readonly subscription: number
  close(): void
}

/** A class, also one that makes its objects itself. */
interface ClassOf<T> {
  readonly prototype: T
  [Symbol.hasInstance](value: unknown): boolean
}

/** What the calls of one window have in common: the parts of the engine, and what the window has open. All of it ends with the window. */
export class OpenWindow {
  readonly parts: ApiParts
  readonly handle: WindowHandle
  readonly exports: GraphExports
  readonly questions = new OpenQuestions()
  readonly #subscriptions = new Map<number, Subscription>()

  constructor(parts: ApiParts, handle: WindowHandle) {
    this.parts = parts
    this.handle = handle
    this.exports = new GraphExports(parts.drawing)
    handle.onClose(() => {
      this.exports.close()
      for (const each of this.#subscriptions.values()) each.close()
      this.questions.close()
    })
  }

  /** Remembers what was opened; gives the number that the window knows it by. */
  add(opened: Subscription): number {
    this.#subscriptions.set(opened.subscription, opened)
    return opened.subscription
  }

  /** What is open under a number, if it is of a class. */
  get<T extends Subscription>(subscription: number, of: ClassOf<T>): T | undefined {
    const open = this.#subscriptions.get(subscription)
    return open !== undefined && isOf(open, of) ? open : undefined
  }

  /** All that is open of a class. */
  all<T extends Subscription>(of: ClassOf<T>): T[] {
    return [...this.#subscriptions.values()].filter((each) => isOf(each, of))
  }

  /** Asks something of what is open under a number. */
  with<S extends Subscription, T>(
    subscription: number,
    of: ClassOf<S>,
    question: (open: S) => Result<T> | Promise<Result<T>>,
  ): Promise<Result<T>> {
    const open = this.get(subscription, of)
    return Promise.resolve(open === undefined ? err(noSubscription(subscription)) : question(open))
  }

  /** Ends a table, graph, log or terminal. */
  close(subscription: number): Result<null> {
    const open = this.#subscriptions.get(subscription)
    open?.close()
    this.#subscriptions.delete(subscription)
    return open === undefined ? err(noSubscription(subscription)) : ok(null)
  }

  find(cluster: ClusterId): Result<OpenCluster> {
    const open = this.parts.workspace.get(cluster)
    return open === undefined ? err(notOpen(cluster)) : ok(open)
  }

  /** Asks something of an open cluster. */
  async ask<T>(cluster: ClusterId, question: (open: OpenCluster) => Result<T> | Promise<Result<T>>): Promise<Result<T>> {
    const open = this.find(cluster)
    return open.ok ? question(open.value) : open
  }

  /** The name that a person gave a cluster, else its own. */
  titleOf(cluster: ClusterId): string {
    const summary = this.parts.workspace.summary(cluster)
    return summary?.alias ?? summary?.name ?? cluster
  }
}

function isOf<T>(value: unknown, of: ClassOf<T>): value is T {
  return of[Symbol.hasInstance](value)
}

function noSubscription(subscription: number): EngineError {
  return { code: 'not-found', message: `There is no open table, graph, log or terminal with the number ${String(subscription)}.` }
}
