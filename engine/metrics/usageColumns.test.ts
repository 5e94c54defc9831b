import { describe, expect, it } from 'vitest'
import { ClusterStore } from '../store/clusterStore.ts'
import type { UsageBook } from './usageBook.ts'
import { UsageColumns } from './usageColumns.ts'

/** A book that says what a test wants. */
class SpokenBook {
  watched = 0
  why: string | null = null
  readings = new Map<string, { cpu: number; memory: number }>()
  tell: () => void = () => undefined
  watch = (): (() => void) => {
    this.watched++
    return () => {
      this.watched--
    }
  }
  onReading = (listener: () => void): (() => void) => {
    this.tell = listener
    return () => undefined
  }
  now = (_kind: string, namespace: string, name: string) => this.readings.get(`${namespace}/${name}`) ?? null
  whyNot = (): string | null => this.why
}

function pods(resources: unknown) {
  const store = new ClusterStore({
    read: () => ({ cells: [], health: { level: 'healthy', reason: '', message: '' } }),
    references: () => [],
    now: () => 0,
  })
  const body = {
    metadata: { name: 'web', namespace: 'a', uid: 'u', resourceVersion: '1' },
    spec: { containers: [{ name: 'app', resources }] },
  }
  expect(store.load('core/Pod', Buffer.from(JSON.stringify(body)))).toBeNull()
  const web = store.get('core/Pod/a/web')
  if (web === undefined) throw new Error('the pod is not held')
  return { store, web }
}

function open(book: SpokenBook, store: ClusterStore): UsageColumns {
  return new UsageColumns(book as unknown as UsageBook, store, 'core/Pod')
}

describe('usage as columns', () => {
  it('stands against the limit, else the request, else nothing; and is read only while it is open', () => {
    const book = new SpokenBook()
    book.readings.set('a/web', { cpu: 0.25, memory: 64 * 2 ** 20 })
    const { store, web } = pods({ limits: { cpu: '1' }, requests: { cpu: '100m', memory: '32Mi' } })
    const usage = open(book, store)
    expect(book.watched).toBe(1)
    expect(usage.cell(web, 0)).toEqual({ t: 'usage', text: '250m', value: 0.25, against: { what: 'limit', text: '1.00', value: 1 } })
    expect(usage.cell(web, 1)).toMatchObject({ text: '64Mi', against: { what: 'request', text: '32Mi' } })
    expect(usage.value(web, 0)).toBe(0.25)
    usage.close()
    expect(book.watched).toBe(0)
    expect(usage.value(web, 0)).toBeNull()

    const bare = pods({})
    expect(open(book, bare.store).cell(bare.web, 0)).toMatchObject({ text: '250m', against: null })
  })

  it('is nothing where nothing was measured, and the columns say why none is', () => {
    const book = new SpokenBook()
    book.why = 'This cluster does not serve metrics.k8s.io.'
    const { store, web } = pods({})
    const usage = open(book, store)
    expect(usage.cell(web, 0)).toBeNull()
    expect(usage.columns.map(({ title, note }) => [title, note])).toEqual([
      ['CPU', book.why],
      ['Memory', book.why],
    ])
    let told = 0
    usage.onChange(() => told++)
    usage.hear()
    expect(told).toBe(0)
    book.why = null
    usage.hear()
    expect(told).toBe(1)
    expect(usage.columns[0]?.note).toBeUndefined()
    const before = usage.columns
    book.readings.set('a/web', { cpu: Number.NaN, memory: 1024 })
    book.tell()
    expect(usage.columns).not.toBe(before)
    expect(usage.value(web, 0)).toBeNull()
    expect(usage.value(web, 1)).toBe(1024)
  })
})
