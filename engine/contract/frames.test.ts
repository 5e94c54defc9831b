import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BadFrame, healthOrder, packGraphFrame, packRowsFrame, unpackFrame } from './index.ts'
import type {
  Cell,
  EngineError,
  GraphEdge,
  GraphFrame,
  GraphGroup,
  GraphNode,
  HealthCounts,
  LedgerEntry,
  PictureBox,
  PicturePatch,
  PictureRoute,
  PictureTile,
  Row,
  RowsFrame,
} from './index.ts'

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '\uFEFFbom', '\u0000', 'a\u202eb', '__proto__', 'constructor', 'shop', '𝄞'),
)
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, NaN, Infinity, -Infinity, 2 ** 51, -(2 ** 51), 2 ** 53),
)
const level = fc.constantFrom(...healthOrder)
const counts: fc.Arbitrary<HealthCounts> = fc.record({
  healthy: number,
  paused: number,
  unknown: number,
  progressing: number,
  warning: number,
  failing: number,
})

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.constant(null),
  text,
  number,
  fc.record({ t: fc.constant('time' as const), at: number }),
  fc.record({ t: fc.constant('status' as const), text, level }),
  fc.record({ t: fc.constant('ratio' as const), have: number, want: number, level }),
  fc.record({ t: fc.constant('restarts' as const), count: number, lastAt: fc.option(number) }),
  fc.record({ t: fc.constant('quantity' as const), text, value: number }),
  fc.record({
    t: fc.constant('usage' as const),
    text,
    value: number,
    against: fc.option(
      fc.record({
        what: fc.constantFrom('limit' as const, 'request' as const, 'allocatable' as const, 'quota' as const),
        text,
        value: number,
      }),
    ),
  }),
  fc.record({ t: fc.constant('list' as const), items: fc.array(text, { maxLength: 4 }) }),
  fc.record({ t: fc.constant('ref' as const), id: text, text }),
)

const error: fc.Arbitrary<EngineError> = fc.record(
  {
    code: fc.constantFrom('bad-input' as const, 'forbidden' as const, 'internal' as const),
    message: text,
    where: text,
    todo: text,
    status: number,
    reason: text,
    missing: fc.record({ verb: text, group: text, resource: text, namespace: text }),
    requestId: text,
  },
  { requiredKeys: ['code', 'message'] },
)

const ledger: fc.Arbitrary<LedgerEntry> = fc.record(
  {
    kind: text,
    state: fc.constantFrom('waiting' as const, 'partial' as const, 'offline' as const),
    count: number,
    expected: number,
    since: number,
    heardAt: number,
    error,
    retryAt: number,
    namespaces: fc.array(text, { maxLength: 3 }),
    mode: text,
    health: counts,
  },
  { requiredKeys: ['kind', 'state', 'count', 'since', 'health'] },
)

const row: fc.Arbitrary<Row> = fc.record({
  key: number,
  id: text,
  namespace: text,
  name: text,
  level,
  cells: fc.array(cell, { maxLength: 6 }),
})

const plainRowsFrame: fc.Arbitrary<RowsFrame> = fc.record({
  clusters: fc.constant([]),
  held: fc.option(number),
  gone: fc.array(number, { maxLength: 3 }),
  subscription: number,
  revision: number,
  total: number,
  matching: number,
  start: number,
  slots: fc.array(number, { maxLength: 20 }),
  rows: fc.array(row, { maxLength: 8 }),
  extra: fc.array(
    fc.record(
      {
        id: text,
        title: text,
        type: fc.constantFrom('usage' as const, 'text' as const),
        align: fc.constantFrom('start' as const, 'end' as const),
        width: number,
        grow: fc.constant(true as const),
        wide: fc.constant(true as const),
        note: text,
      },
      { requiredKeys: ['id', 'title', 'type', 'align', 'width'] },
    ),
    { maxLength: 3 },
  ),
  ledger,
  filterError: fc.option(fc.record({ term: text, reason: text })),
  changedAt: number,
})

/** Every row of a merged list names one of its clusters. */
const rowsFrame: fc.Arbitrary<RowsFrame> = fc
  .tuple(
    plainRowsFrame,
    fc.uniqueArray(fc.record({ cluster: text, total: number, matching: number, ledger: fc.option(ledger), error: fc.option(error) }), {
      maxLength: 3,
      selector: ({ cluster }) => cluster,
    }),
  )
  .map(([frame, clusters]) => ({
    ...frame,
    clusters,
    rows: frame.rows.map((one, at) => (clusters.length === 0 ? one : { ...one, cluster: clusters[at % clusters.length]?.cluster ?? '' })),
  }))

const box = fc.record({ x: number, y: number, width: number, height: number })
const node: fc.Arbitrary<GraphNode> = fc.record(
  {
    id: text,
    kind: text,
    apiVersion: text,
    namespace: text,
    name: text,
    metadata: fc.record({
      labels: fc.array(fc.tuple(text, text), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
      createdAt: fc.option(number),
    }),
    computed: fc.record(
      {
        health: level,
        reason: text,
        state: fc.constantFrom('present' as const, 'missing' as const, 'forbidden' as const, 'unknown' as const),
        ready: fc.record({ have: number, want: number }),
        text,
        restarts: number,
        warnings: number,
      },
      { requiredKeys: ['health', 'reason', 'state'] },
    ),
    position: box,
    group: text,
    foldedInto: text,
  },
  { requiredKeys: ['id', 'kind', 'apiVersion', 'namespace', 'name', 'metadata', 'computed'] },
)
const edge: fc.Arbitrary<GraphEdge> = fc.record(
  {
    id: text,
    source: text,
    target: text,
    relationshipType: text,
    rule: number,
    category: fc.constantFrom('ownership' as const, 'scaling' as const, 'monitoring' as const),
    confidence: fc.constantFrom('declared' as const, 'inferred' as const),
    state: fc.constantFrom('ok' as const, 'not-ready' as const),
    reason: text,
    evidence: fc.array(fc.record({ path: text, value: text, holder: text }, { requiredKeys: ['path', 'value'] }), { maxLength: 3 }),
  },
  { requiredKeys: ['id', 'source', 'target', 'relationshipType', 'rule', 'category', 'confidence', 'state', 'evidence'] },
)
const group: fc.Arbitrary<GraphGroup> = fc.record(
  {
    id: text,
    type: fc.constantFrom('namespace' as const, 'application' as const, 'cluster' as const),
    title: text,
    parent: fc.option(text),
    members: fc.array(text, { maxLength: 4 }),
    counts: fc.array(fc.tuple(text, number), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs)),
    health: counts,
    worstHealth: level,
    position: box,
  },
  { requiredKeys: ['id', 'type', 'title', 'parent', 'members', 'counts', 'health', 'worstHealth'] },
)
const tile: fc.Arbitrary<PictureTile> = fc.record({
  id: text,
  kind: text,
  x: number,
  y: number,
  w: number,
  h: number,
  box: text,
  role: fc.constantFrom('entry' as const, 'guard' as const),
  icon: text,
  label: text,
  extra: text,
  named: fc.boolean(),
  ghost: fc.option(fc.constantFrom('missing' as const, 'unknown' as const)),
  health: level,
  reason: text,
  pods: fc.option(counts),
  desired: number,
  ready: number,
  grid: fc.option(fc.record({ room: number, columns: number, pitch: number, cell: number, top: number })),
  scheduled: fc.boolean(),
  stack: number,
  scale: number,
  square: fc.boolean(),
})
const plainBox = fc.record({
  id: text,
  type: fc.constantFrom('namespace' as const, 'cluster' as const),
  title: text,
  parent: fc.option(text),
  x: number,
  y: number,
  w: number,
  h: number,
  head: number,
  health: level,
  pods: counts,
  words: fc.array(text, { maxLength: 3 }),
  loose: fc.boolean(),
  pinned: fc.boolean(),
  scale: number,
  captions: fc.array(fc.record({ x: number, y: number, text }), { maxLength: 2 }),
})
const pictureBox: fc.Arbitrary<PictureBox> = fc
  .tuple(plainBox, fc.option(fc.record({ policies: number, bundled: number, wide: number })))
  .map(([box, unlined]): PictureBox => (unlined === null ? box : { ...box, unlined }))
const route: fc.Arbitrary<PictureRoute> = fc.record({
  id: text,
  source: text,
  target: text,
  points: fc.array(number, { maxLength: 8 }),
  flow: fc.constantFrom('traffic' as const, 'other' as const),
  level: fc.constantFrom('card' as const, 'namespaces' as const, 'bundle' as const, 'strand' as const),
  curved: fc.boolean(),
  broken: fc.boolean(),
  optional: fc.boolean(),
  inferred: fc.boolean(),
  count: number,
  reasons: fc.array(text, { maxLength: 3 }),
  both: fc.boolean(),
})
const picture: fc.Arbitrary<PicturePatch> = fc.record({
  width: number,
  height: number,
  tiles: fc.array(tile, { maxLength: 5 }),
  removedTiles: fc.array(text, { maxLength: 3 }),
  boxes: fc.array(pictureBox, { maxLength: 4 }),
  removedBoxes: fc.array(text, { maxLength: 3 }),
  routes: fc.array(route, { maxLength: 5 }),
  removedRoutes: fc.array(text, { maxLength: 3 }),
})
const graphFrame: fc.Arbitrary<GraphFrame> = fc.record({
  subscription: number,
  revision: number,
  full: fc.boolean(),
  nodes: fc.array(node, { maxLength: 6 }),
  removedNodes: fc.array(text, { maxLength: 3 }),
  edges: fc.array(edge, { maxLength: 6 }),
  removedEdges: fc.array(text, { maxLength: 3 }),
  groups: fc.array(group, { maxLength: 4 }),
  removedGroups: fc.array(text, { maxLength: 3 }),
  picture,
  isComplete: fc.boolean(),
  totals: fc.record({ objects: number, drawn: number, folded: number, notDrawn: number, ghosts: number, leftOut: number }),
  changedAt: number,
})

/** Fast-check's records have no prototype; what comes off the wire has. */
const plain = <T>(value: T): T => structuredClone(value)

/** Unpacks, and accepts only a frame or BadFrame. */
function unpackOrBad(bytes: Uint8Array): void {
  try {
    unpackFrame(bytes)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BadFrame)
  }
}

describe('frames', () => {
  it('gives back every rows frame as it was', () => {
    fc.assert(
      fc.property(rowsFrame, (frame) => {
        expect(unpackFrame(packRowsFrame(frame))).toEqual({ type: 'rows', frame: plain(frame) })
      }),
      { numRuns: 500 },
    )
  })

  it('gives back every graph frame as it was', () => {
    fc.assert(
      fc.property(graphFrame, (frame) => {
        expect(unpackFrame(packGraphFrame(frame))).toEqual({ type: 'graph', frame: plain(frame) })
      }),
      { numRuns: 500 },
    )
  })

  it('keeps a label called __proto__ a label', () => {
    const [frame] = fc.sample(graphFrame, { numRuns: 1, seed: 7 })
    const [sample] = fc.sample(node, { numRuns: 1, seed: 7 })
    const labels = Object.fromEntries([['__proto__', 'polluted']])
    const sent = { ...frame!, nodes: [{ ...sample!, metadata: { labels, createdAt: null } }] }
    const got = unpackFrame(packGraphFrame(sent))
    if (got.type !== 'graph') throw new Error('a graph frame was sent')
    expect(Object.entries(got.frame.nodes[0]!.metadata.labels)).toEqual([['__proto__', 'polluted']])
    expect(Object.getPrototypeOf(got.frame.nodes[0]!.metadata.labels)).toBe(Object.prototype)
  })

  it('makes a replacement character of a lone surrogate, and moves nothing else', () => {
    const [frame] = fc.sample(rowsFrame, { numRuns: 1, seed: 3 })
    const got = unpackFrame(packRowsFrame({ ...frame!, filterError: { term: 'a\ud800', reason: 'b' } }))
    expect(got.type === 'rows' && got.frame.filterError).toEqual({ term: 'a\ufffd', reason: 'b' })
  })

  it('refuses random bytes with a clear error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), unpackOrBad), { numRuns: 3000 })
    // with a right head, so that the insides are reached
    fc.assert(
      fc.property(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 400 }), (type, rest) =>
        unpackOrBad(Uint8Array.from([0x4b, 1, type, ...rest])),
      ),
      { numRuns: 3000 },
    )
    expect(() => unpackFrame(new Uint8Array([1, 2, 3]))).toThrow('bad frame at byte 1: not a frame')
  })

  it('refuses a frame that was cut, lengthened or bent', () => {
    fc.assert(
      fc.property(
        fc.oneof(rowsFrame.map(packRowsFrame), graphFrame.map(packGraphFrame)),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, mask) => {
          expect(() => unpackFrame(bytes.subarray(0, at % bytes.length))).toThrow(BadFrame)
          expect(() => unpackFrame(Uint8Array.from([...bytes, 0]))).toThrow(BadFrame)
          const bent = bytes.slice()
          bent[at % bent.length]! ^= mask
          unpackOrBad(bent)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('refuses a length of gigabytes without reserving it', () => {
    // 2^48 strings announced in ten bytes
    expect(() => unpackFrame(Uint8Array.from([0x4b, 1, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40]))).toThrow(/does not fit/)
  })

  it('packs rows smaller than JSON', () => {
    const rows = Array.from({ length: 200 }, (_, i): Row => ({
      key: i,
      id: `core/Pod/shop/web-${i}`,
      namespace: 'shop',
      name: `web-${i}`,
      level: 'healthy',
      cells: [
        { t: 'ratio', have: 1, want: 1, level: 'healthy' },
        { t: 'status', text: 'Running', level: 'healthy' },
        { t: 'restarts', count: 0, lastAt: null },
        { t: 'time', at: 1_700_000_000_000 + i },
      ],
    }))
    const [frame] = fc.sample(rowsFrame, { numRuns: 1, seed: 5 })
    const sent = { ...frame!, rows }
    expect(packRowsFrame(sent).length).toBeLessThan(JSON.stringify(sent).length / 3)
  })
})
