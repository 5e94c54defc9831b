import { describe, expect, it } from 'vitest'
import { demoClusters } from '../../tests/support/demo/demoClusters.ts'
import { demoKinds, demoLedger } from '../../tests/support/demo/demoKinds.ts'
import type { PaletteFrom } from './paletteLine.ts'
import { paletteLines } from './paletteLines.ts'
import { markWords } from './wordFit.ts'

const ledger = new Map(demoLedger().map((entry) => [entry.kind, entry]))

describe('the palette', () => {
  const known = { kinds: demoKinds, byId: new Map(demoKinds.map((kind) => [kind.id, kind])), ledger, namespaces: [] }
  const prod = demoClusters[0]!
  const staging = demoClusters.find(({ name, alias }) => (alias ?? name) === 'staging')!
  const from = (words: string): PaletteFrom => ({
    words,
    cluster: prod,
    known,
    objects: [
      { cluster: prod.id, object: 'core/Pod/shop/checkout-1' },
      { cluster: staging.id, object: 'core/Pod/shop/checkout-2' },
    ],
    kindsOf: () => known,
    clusters: demoClusters,
    opened: [],
    graphOpen: true,
    selected: null,
    pathFrom: null,
    views: [],
  })
  const find = (words: string): string[] =>
    paletteLines(from(words)).flatMap((group) => group.lines.map((line) => `${group.title}: ${line.prefix}${line.text}`))

  it('puts the kind of the short name people type first', () => {
    expect(find('po')[0]).toBe('Views: Pods')
    expect(find('svc')[0]).toBe('Views: Services')
  })

  it('lists objects and clusters beside kinds', () => {
    expect(find('staging')).toContain('Clusters: staging')
    expect(find('check')).toEqual(expect.arrayContaining(['Objects: po/checkout-1', 'Objects: po/checkout-2']))
  })

  it('puts a cluster whose name is typed before objects, which come later', () => {
    const found = find('check')
    expect(found[0]).toBe('Objects: po/checkout-1')
    const called = paletteLines({
      ...from('check'),
      clusters: [...demoClusters, { ...staging, id: 'ctx-check', alias: 'checks' }, { ...staging, id: 'ctx-re', alias: 'recheck' }],
    }).flatMap((group) => group.lines.map((line) => `${group.title}: ${line.text}`))
    expect(called).toEqual(['Clusters: checks', 'Objects: checkout-1', 'Objects: checkout-2', 'Other clusters: recheck'])
  })

  it('goes to a kind of another cluster, with its namespace, before anything else', () => {
    expect(find('pods @staging')[0]).toBe('Go to: Pods')
    expect(find('pods @staging').filter((line) => line.startsWith('Views'))).toEqual([])
    expect(find('pods').filter((line) => line.startsWith('Go to'))).toEqual([])
  })

  it('merges clusters that are open, and no snapshot that nobody has opened', () => {
    const snapshot = demoClusters.find(({ state }) => state === 'offline')!
    const over = (opened: readonly string[]): string[] =>
      paletteLines({ ...from('pods @*'), opened: [...opened] })
        .filter(({ title }) => title === 'Merged list')
        .flatMap(({ lines }) => lines.map(({ aside }) => aside))
    expect(over([prod.id, staging.id])).toHaveLength(1)
    expect(over([prod.id, staging.id])[0]).not.toContain(snapshot.alias ?? snapshot.name)
    expect(over([prod.id, snapshot.id])[0]).toContain(snapshot.alias ?? snapshot.name)
    expect(over([prod.id])).toEqual([])
  })

  it('marks what was found without losing a letter', () => {
    expect(markWords('checkout-1', 'OUT')).toEqual([
      { text: 'check', hit: false },
      { text: 'out', hit: true },
      { text: '-1', hit: false },
    ])
    expect(markWords('checkout', '')).toEqual([{ text: 'checkout', hit: false }])
  })
})
