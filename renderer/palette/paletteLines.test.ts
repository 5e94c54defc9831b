import { describe, expect, it } from 'vitest'
import { demoClusters, demoKinds, demoLedger } from '../../tests/support/demoEngine.ts'
import { paletteLines } from './paletteLines.ts'
import { markWords } from './wordFit.ts'

const ledger = new Map(demoLedger().map((entry) => [entry.kind, entry]))

describe('the palette', () => {
  const known = { kinds: demoKinds, byId: new Map(demoKinds.map((kind) => [kind.id, kind])), ledger, namespaces: [] }
  const prod = demoClusters[0]!
  const staging = demoClusters.find(({ name, alias }) => (alias ?? name) === 'staging')!
  const find = (words: string): string[] =>
    paletteLines({
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
    }).flatMap((group) => group.lines.map((line) => `${group.title}: ${line.prefix}${line.text}`))

  it('puts the kind of the short name people type first', () => {
    expect(find('po')[0]).toBe('Views: Pods')
    expect(find('svc')[0]).toBe('Views: Services')
  })

  it('lists objects and clusters beside kinds', () => {
    expect(find('staging')).toContain('Clusters: staging')
    expect(find('check')).toEqual(expect.arrayContaining(['Objects: po/checkout-1', 'Objects: po/checkout-2']))
  })

  it('goes to a kind of another cluster, with its namespace, before anything else', () => {
    expect(find('pods @staging')[0]).toBe('Go to: Pods')
    expect(find('pods @staging').filter((line) => line.startsWith('Views'))).toEqual([])
    expect(find('pods').filter((line) => line.startsWith('Go to'))).toEqual([])
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
