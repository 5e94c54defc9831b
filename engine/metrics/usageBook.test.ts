import { describe, expect, it } from 'vitest'
import type { Cell } from '../contract/index.ts'
import type { Graph } from '../graph/graph.ts'
import type { ChangeSet, StoredObject, StoreReader } from '../store/storedObject.ts'
import { UsageBook } from './usageBook.ts'

/** Objects that a test adds and takes away; each Pod is owned by what `owner` names. */
class Estate {
  readonly objects = new Map<string, StoredObject>()
  #tell: (changes: ChangeSet) => void = () => undefined
  #key = 0

  readonly store = {
    get: (id: string) => this.objects.get(id),
    byKey: (key: number) => [...this.objects.values()].find((one) => one.key === key),
    ofKind: (kind: string) => [...this.objects.values()].filter((one) => one.kind === kind),
    body: () => undefined,
    onChange: (listener: (changes: ChangeSet) => void) => {
      this.#tell = listener
      return () => undefined
    },
  } as unknown as StoreReader

  readonly graph = {
    ownedBy: (uid: string) =>
      [...this.objects.values()]
        .filter((one) => one.references.some((each) => each.by === 'uid' && each.uid === uid))
        .map((one) => one.key),
  } as unknown as Graph

  put(kind: string, name: string, owner = '', cells: readonly Cell[] = []): void {
    const id = `${kind}/a/${name}`
    const before = this.objects.get(id)
    const references = owner === '' ? [] : [{ by: 'uid', uid: owner }]
    const after = {
      key: before?.key ?? ++this.#key,
      kind,
      namespace: 'a',
      name,
      uid: `uid-${name}`,
      cells,
      references,
    } as unknown as StoredObject
    this.objects.set(id, after)
    this.#tell({ removed: [], updated: before ? [{ before, after }] : [], added: before ? [] : [after] })
  }

  measure(pod: string, at: number, cores: number): void {
    const quantity = (value: number): Cell => ({ t: 'quantity', value, text: String(value) })
    this.put('metrics.k8s.io/PodMetrics', pod, '', [{ t: 'time', at }, quantity(cores), quantity(1024)])
  }

  remove(kind: string, name: string): void {
    const object = this.objects.get(`${kind}/a/${name}`)
    if (object === undefined) throw new Error(`there is no ${kind} ${name}`)
    this.objects.delete(`${kind}/a/${name}`)
    this.#tell({ removed: [object], updated: [], added: [] })
  }
}

describe('usage of a workload', () => {
  it('is now that of its Pods of now, and over time that of its Pods of then', () => {
    const estate = new Estate()
    const book = new UsageBook({
      store: estate.store,
      graph: estate.graph,
      columns: () => [{ id: 'measured' }, { id: 'cpu' }, { id: 'memory' }],
      ledgerOf: () => ({ state: 'listed' }) as never,
      minutes: () => 60,
      want: () => () => undefined,
    })
    const stop = book.watch()
    const start = Date.now() - 300_000
    estate.put('apps/Deployment', 'web')
    estate.put('apps/ReplicaSet', 'web-1', 'uid-web')
    estate.put('core/Pod', 'old', 'uid-web-1')
    for (const second of [0, 30, 60]) estate.measure('old', start + second * 1000, 1)
    expect(book.usageOf('apps/Deployment/a/web')).toMatchObject({ pods: 1, measured: 1, former: 0 })

    estate.put('core/Pod', 'new', 'uid-web-1')
    estate.remove('core/Pod', 'old')
    estate.remove('metrics.k8s.io/PodMetrics', 'old')
    for (const second of [90, 120]) estate.measure('new', start + second * 1000, 2)
    const usage = book.usageOf('apps/Deployment/a/web')
    expect(usage).toMatchObject({ pods: 1, measured: 1, former: 1 })
    // the first one was there until now
    expect(usage?.history.cpu.values).toEqual([1, 1, 1, 3, 3])
    // another workload has nothing of it
    estate.put('apps/Deployment', 'api')
    estate.put('core/Pod', 'other', 'uid-api')
    estate.measure('other', start, 7)
    expect(book.usageOf('apps/Deployment/a/api')).toMatchObject({ former: 0, history: { cpu: { values: [7] } } })
    stop()
    expect(book.usageOf('apps/Deployment/a/web')).toMatchObject({ former: 0, history: { cpu: { values: [] } } })
  })
})
