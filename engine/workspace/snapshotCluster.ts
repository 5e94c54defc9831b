import type { ServedKind } from '../cluster/servedKind.ts'
import { type EngineError, type KindId, type KindInfo, type LedgerEntry, noHealth } from '../contract/index.ts'
import type { PictureHead } from '../snapshots/picturePart.ts'
import type { OpenedSnapshot } from '../snapshots/readSnapshot.ts'
import { ClusterPicture } from './clusterPicture.ts'
import { nothingUnread, type OpenCluster, type OpenSummary, type Unread } from './openCluster.ts'

/** Milliseconds of work between two breaths of the event loop. */
const breathEvery = 20

/** A snapshot that is open: a cluster that never connects. */
export class SnapshotCluster implements OpenCluster {
  readonly picture: ClusterPicture
  readonly uid: string | null
  /** Objects that could not be read, with the first reason. */
  readonly skipped: { count: number; why: string | null }
  readonly #takenAt: number
  readonly #version: string | null
  readonly #entries: ReadonlyMap<KindId, LedgerEntry>

  /** Reads a snapshot into a picture, with breaths; the snapshot may be closed afterwards. */
  static async open(snapshot: OpenedSnapshot): Promise<SnapshotCluster> {
    const takenAt = snapshot.info.takenAt
    // ages and deadlines as they were when the snapshot was taken
    const picture = new ClusterPicture(() => takenAt)
    try {
      const skipped = await fillFromSnapshot(picture, snapshot)
      return new SnapshotCluster(snapshot, picture, skipped)
    } catch (error) {
      picture.close()
      throw error
    }
  }

  constructor(snapshot: OpenedSnapshot, picture: ClusterPicture, skipped: { count: number; why: string | null }) {
    this.picture = picture
    this.skipped = skipped
    this.uid = snapshot.meta.clusterUid
    this.#takenAt = snapshot.info.takenAt
    this.#version = snapshot.meta.version
    const { store } = picture
    const { takenAt, ledger } = snapshot.info
    this.#entries = new Map(
      offlineEntries({ takenAt, ledger, kinds: snapshot.kinds }).map((entry) => [
        entry.kind,
        { ...entry, count: store.count(entry.kind), health: store.healthCounts(entry.kind) },
      ]),
    )
    picture.takeLedger([...this.#entries.values()])
  }

  namespaces(): readonly string[] {
    return this.picture.store.namespaces()
  }

  summary(): OpenSummary {
    const complete = [...this.#entries.values()].filter((entry) => entry.state === 'offline').length
    return {
      state: 'offline',
      since: this.#takenAt,
      version: this.#version,
      error: this.#damage(),
      retryAt: null,
      asOf: this.#takenAt,
      fromCache: false,
      seenAt: this.#takenAt,
      protocol: null,
      latency: null,
      kinds: this.#entries.size,
      kindsListed: complete,
      consent: null,
    }
  }

  ledger(): readonly LedgerEntry[] {
    return [...this.#entries.values()]
  }

  ledgerOf(kind: KindId): LedgerEntry {
    return (
      this.#entries.get(kind) ?? {
        kind,
        state: 'failed',
        count: 0,
        since: this.#takenAt,
        mode: 'snapshot',
        error: { code: 'not-found', message: 'This kind is not in the snapshot.' },
        health: noHealth(),
      }
    )
  }

  unread(): Unread {
    return nothingUnread()
  }

  allRead(): Promise<void> {
    return Promise.resolve()
  }

  want(): () => void {
    return () => undefined
  }

  retry(): EngineError | null {
    return { code: 'offline', message: 'A snapshot never connects.', todo: 'Open the cluster itself to get newer data.' }
  }

  close(): Promise<void> {
    this.picture.close()
    return Promise.resolve()
  }

  #damage(): EngineError | null {
    if (this.skipped.count === 0) return null
    return {
      code: 'bad-input',
      message: `${this.skipped.count} objects of the snapshot could not be read: ${this.skipped.why ?? 'unknown reason'}.`,
      todo: 'Use another copy of the file.',
    }
  }
}

/** Takes all objects of a snapshot into a picture. */
export async function fillFromSnapshot(picture: ClusterPicture, snapshot: OpenedSnapshot): Promise<{ count: number; why: string | null }> {
  picture.serve(snapshot.kinds.map(servedAs))
  const skipped = { count: 0, why: null as string | null }
  let breathed = performance.now()
  for (const { kind, json } of snapshot.objects()) {
    // what is of no listed kind could be counted, and never be seen
    const why = picture.kindInfo(kind) === undefined ? 'its kind is not in the snapshot' : picture.store.load(kind, json)
    if (why !== null) {
      skipped.count++
      skipped.why ??= why
    }
    if (performance.now() - breathed < breathEvery) continue
    await new Promise((resolve) => setImmediate(resolve))
    breathed = performance.now()
  }
  picture.store.flush()
  return skipped
}

/** The ledger of a snapshot: what was listed is offline now, what was not says why, as it did then. Counts are those of then. */
export function offlineEntries(saidThen: Pick<PictureHead, 'takenAt' | 'ledger' | 'kinds'>): LedgerEntry[] {
  const saved = new Map(saidThen.ledger.map((entry) => [entry.kind, entry]))
  return saidThen.kinds.map((kind) => {
    const then = saved.get(kind.id)
    const listed = then === undefined || ['listed', 'polled', 'offline', 'stale', 'partial'].includes(then.state)
    const { retryAt: _retryAt, expected: _expected, ...rest } = then ?? { since: saidThen.takenAt }
    return {
      ...rest,
      kind: kind.id,
      state: listed ? (then?.state === 'partial' ? 'partial' : 'offline') : asleep(then.state) ? then.state : 'failed',
      count: then?.count ?? 0,
      mode: 'snapshot',
      health: then?.health ?? noHealth(),
      ...(listed || asleep(then.state)
        ? {}
        : { error: then.error ?? { code: 'not-found' as const, message: 'This kind was not listed yet when the snapshot was taken.' } }),
    }
  })
}

/** Kinds that nobody asked for, or that may not be read: they are as complete in the snapshot as they were in the cluster. */
function asleep(state: LedgerEntry['state']): boolean {
  return state === 'forbidden' || state === 'waiting'
}

/** A kind of a picture as if a server served it. */
export function servedAs(info: KindInfo): ServedKind {
  return {
    id: info.id,
    group: info.group,
    version: info.version,
    kind: info.kind,
    resource: info.resource,
    singular: info.kind.toLowerCase(),
    shortNames: info.shortName === '' ? [] : [info.shortName],
    categories: [],
    namespaced: info.namespaced,
    verbs: ['get', 'list'],
  }
}
