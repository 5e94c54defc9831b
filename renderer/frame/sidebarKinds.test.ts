import { describe, expect, it } from 'vitest'
import { lastPictureMode, noHealth } from '../../engine/contract/index.ts'
import { demoClusters } from '../../tests/support/demo/demoClusters.ts'
import { demoKinds, demoLedger } from '../../tests/support/demo/demoKinds.ts'
import { clusterSegments, homeSegments } from './ledgerWords.ts'
import { sidebarCategories } from './sidebarKinds.ts'

const ledger = new Map(demoLedger().map((entry) => [entry.kind, entry]))

describe('the sidebar', () => {
  const categories = sidebarCategories(demoKinds, ledger, new Set(), null)

  it('has parts that add up to their category', () => {
    for (const category of categories) {
      const parts = category.lines.reduce((sum, line) => sum + (line.count ?? 0), 0) + (category.more?.count ?? 0)
      expect(parts, category.title).toBe(category.count ?? 0)
    }
  })

  it('counts what is still to be read of a last picture, and of a server only what has come', () => {
    const pods = (mode: string): number | null | undefined => {
      const entries = new Map(ledger).set('core/Pod', {
        kind: 'core/Pod',
        state: 'loading',
        count: 3,
        expected: 7,
        since: 1,
        mode,
        health: noHealth(),
      })
      const lines = sidebarCategories(demoKinds, entries, new Set(), null).flatMap((category) => category.lines)
      return lines.find(({ kind }) => kind.id === 'core/Pod')?.count
    }
    expect(pods(lastPictureMode)).toBe(10)
    expect(pods('watchlist')).toBe(3)
  })

  it('gives no number for a category of which nothing may be read', () => {
    const closed = new Map(demoLedger().map((entry) => [entry.kind, { ...entry, state: 'forbidden' as const, count: 0 }]))
    for (const category of sidebarCategories(demoKinds, closed, new Set(), null)) expect(category.count, category.title).toBeNull()
  })

  it('never lets kinds that may not be read look like none: neither in a category nor among the kinds that are folded', () => {
    const of = (closed: (kind: string) => boolean): ReturnType<typeof sidebarCategories> => {
      const entries = demoLedger().map(
        (entry) =>
          [
            entry.kind,
            closed(entry.kind) ? { ...entry, state: 'forbidden' as const, count: 0 } : { ...entry, state: 'listed' as const },
          ] as const,
      )
      return sidebarCategories(demoKinds, new Map(entries), new Set(), null)
    }
    const folded = (kind: string): boolean => demoKinds.find((each) => each.id === kind)?.known === false
    const some = of(folded).find((category) => category.more !== null)
    expect(some?.more).toEqual({ kinds: some?.more?.kinds, count: null, forbidden: some?.more?.kinds })
    expect(some?.forbidden).toBe(some?.more?.kinds)
    for (const category of of(() => true))
      expect(category, category.title).toMatchObject({ count: null, forbidden: category.lines.length + (category.more?.kinds ?? 0) })
    for (const category of of(() => false)) expect([category.forbidden, category.more?.forbidden ?? 0], category.title).toEqual([0, 0])
  })

  it('says forbidden in place of a number', () => {
    const secrets = categories.flatMap((category) => category.lines).find((line) => line.kind.id === 'core/Secret')
    expect(secrets).toMatchObject({ count: null, mark: { shape: 'forbidden', text: 'forbidden' } })
  })

  it('shows the worst level with its number', () => {
    const pods = categories[0]?.lines[0]
    expect(pods).toMatchObject({ title: 'Pods', count: 1284, mark: { shape: 'fail', text: '7' } })
  })

  it('lists a lesser kind when it is on screen, or when a person asks', () => {
    const names = (whole: string[], current: string | null): string[] =>
      sidebarCategories(demoKinds, ledger, new Set(whole), current).flatMap((category) => category.lines.map((line) => line.kind.kind))
    expect(names([], null)).not.toContain('EndpointSlice')
    expect(names([], 'discovery.k8s.io/EndpointSlice')).toContain('EndpointSlice')
    expect(names(['network'], null)).toContain('EndpointSlice')
  })
})

describe('the ledger', () => {
  it('counts every kind, and names what is not as it should be', () => {
    const segments = clusterSegments([...ledger.values()], Date.now())
    expect(segments.map((one) => one.id)).toEqual(['objects', 'forbidden', 'loading', 'failed', 'polled'])
    expect(segments[0]?.aside).toBe(`of ${ledger.size} kinds`)
    expect(segments.find((one) => one.id === 'failed')?.text).toMatch(/^1 failed, retry in \d+ s$/)
  })

  it('puts every cluster into exactly one group', () => {
    const sum = homeSegments(demoClusters).reduce((total, one) => total + Number.parseInt(one.text, 10), 0)
    expect(sum).toBe(demoClusters.length)
  })
})
