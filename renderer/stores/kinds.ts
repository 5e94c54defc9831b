import { defineStore } from 'pinia'
import { shallowRef, triggerRef } from 'vue'
import type { ClusterId, ClusterView, KindId, KindInfo, LedgerEntry } from '../../engine/contract/index.ts'

/** What a window knows of the kinds of one cluster. */
export interface ClusterKinds {
  kinds: readonly KindInfo[]
  byId: ReadonlyMap<KindId, KindInfo>
  ledger: Map<KindId, LedgerEntry>
  namespaces: readonly string[]
}

/** News of a sync come by the hundred a second; the screen follows at this pace. In milliseconds. */
const pace = 100
/** Of kinds that were only heard of once more, which is shown in seconds. */
const heardPace = 1000

/** Kinds, ledger and namespaces of the open clusters. */
export const useKinds = defineStore('kinds', () => {
  const byCluster = shallowRef(new Map<ClusterId, ClusterKinds>())
  let timer: ReturnType<typeof setTimeout> | null = null
  let due = Infinity

  const get = (id: ClusterId): ClusterKinds | null => byCluster.value.get(id) ?? null

  function of(id: ClusterId): ClusterKinds {
    let one = byCluster.value.get(id)
    if (one === undefined) byCluster.value.set(id, (one = { kinds: [], byId: new Map(), ledger: new Map(), namespaces: [] }))
    return one
  }

  function within(wait: number): void {
    const at = performance.now() + wait
    if (at >= due) return
    if (timer !== null) clearTimeout(timer)
    due = at
    timer = setTimeout(() => {
      timer = null
      due = Infinity
      triggerRef(byCluster)
    }, wait)
  }
  const soon = (): void => {
    within(pace)
  }

  function setKinds(id: ClusterId, kinds: readonly KindInfo[]): void {
    const one = of(id)
    one.kinds = kinds
    one.byId = new Map(kinds.map((kind) => [kind.id, kind]))
    for (const kind of one.ledger.keys()) if (!one.byId.has(kind)) one.ledger.delete(kind)
    soon()
  }

  function setLedger(id: ClusterId, entries: readonly LedgerEntry[]): void {
    const one = of(id)
    let news = false
    for (const entry of entries) {
      news ||= saysMore(one.ledger.get(entry.kind), entry)
      one.ledger.set(entry.kind, entry)
    }
    within(news ? pace : heardPace)
  }

  function setNamespaces(id: ClusterId, namespaces: readonly string[]): void {
    of(id).namespaces = namespaces
    soon()
  }

  /** The answer to opening a cluster: replaces everything known of it. */
  function setView(id: ClusterId, view: ClusterView): void {
    const was = byCluster.value.get(id)
    byCluster.value.delete(id)
    // a new engine does not know yet what is served: the picture of the old one stays, as stale as it was marked
    if (view.kinds.length === 0 && was !== undefined) byCluster.value.set(id, was)
    else {
      setKinds(id, view.kinds)
      setLedger(id, view.ledger)
      setNamespaces(id, view.namespaces)
    }
    triggerRef(byCluster)
  }

  /** The engine is gone: what was live is the last picture now. */
  function markStale(at: number): void {
    for (const one of byCluster.value.values()) {
      for (const [kind, entry] of one.ledger)
        if (entry.state === 'listed' || entry.state === 'polled' || entry.state === 'loading')
          one.ledger.set(kind, { ...entry, state: 'stale', since: at })
    }
    triggerRef(byCluster)
  }

  function forget(id: ClusterId): void {
    byCluster.value.delete(id)
    triggerRef(byCluster)
  }

  return { byCluster, get, setKinds, setLedger, setNamespaces, setView, forget, markStale }
})

/** False when a kind was only heard of once more. */
function saysMore(was: LedgerEntry | undefined, entry: LedgerEntry): boolean {
  const plain = ({ heardAt: _heardAt, ...rest }: LedgerEntry): string => JSON.stringify(rest)
  return was === undefined || plain(was) !== plain(entry)
}
