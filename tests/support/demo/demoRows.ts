import type { Cell, HealthLevel, Row, RowsFrame, RowsQuery } from '../../../engine/contract/index.ts'
import { noHealth, objectId } from '../../../engine/contract/index.ts'
import { minute, hour, day, T0 } from './demoClock.ts'
import { demoKinds, demoLedger } from './demoKinds.ts'

export const apps = [
  'cart',
  'catalog',
  'checkout',
  'image-resizer',
  'inventory',
  'mailer',
  'orders',
  'payments-adapter',
  'recommend',
  'search-gateway',
  'storefront-bff',
  'tax-calculator',
  'web',
  'wishlist',
]
const odd: readonly [string, HealthLevel, string, number, number, number, number | null, number][] = [
  ['checkout-7c9f8d6b54-k2x9p', 'failing', 'CrashLoopBackOff', 0, 2, 7, 41_000, 14 * minute],
  ['checkout-7c9f8d6b54-m4rtz', 'failing', 'CrashLoopBackOff', 0, 2, 7, 58_000, 14 * minute],
  ['checkout-7c9f8d6b54-q8wdl', 'failing', 'CrashLoopBackOff', 0, 2, 6, 2 * minute, 13 * minute],
  ['image-resizer-5fd7c98b7d-9vjx2', 'failing', 'ImagePullBackOff', 0, 1, 0, null, 26 * minute],
  ['nightly-reindex-29394000-wz6kq', 'failing', 'Error', 0, 1, 0, null, 5 * hour],
  ['orders-6d5f8b9c7-x7v2m', 'unknown', 'Unknown', 0, 2, 0, null, 3 * day],
  ['catalog-search-2', 'warning', 'Pending', 0, 1, 0, null, 31 * minute],
  ['recommend-84b6f4d5c9-2lq7d', 'warning', 'OOMKilled', 1, 1, 4, 9 * minute, 2 * day],
  ['catalog-6c4d5f7b88-zr4vb', 'progressing', 'ContainerCreating', 0, 1, 0, null, 22_000],
  ['web-79c5b8fdc4-d6w7s', 'progressing', 'Terminating', 1, 1, 0, null, 4 * day],
]

export function demoRow(index: number): Row {
  const one = odd[index]
  const suffix = ((index * 7919) % 60_466_176).toString(36).padStart(5, '0').slice(0, 5)
  const name =
    one?.[0] ?? `${apps[index % apps.length] ?? 'app'}-${((index * 104_729) % 4_000_000_000).toString(16).padStart(8, '0')}-${suffix}`
  const node = `ip-10-0-${index % 4}-${(index * 37) % 250}`
  const cells: Cell[] = one
    ? [
        { t: 'ratio', have: one[3], want: one[4], level: one[1] },
        { t: 'status', text: one[2], level: one[1] },
        { t: 'restarts', count: one[5], lastAt: one[6] === null ? null : T0 - one[6] },
        { t: 'time', at: T0 - one[7] },
        one[2] === 'Pending' ? 'not scheduled' : { t: 'ref', id: objectId('core/Node', '', node), text: node },
        null,
      ]
    : [
        { t: 'ratio', have: 1, want: 1, level: 'healthy' },
        { t: 'status', text: 'Running', level: 'healthy' },
        { t: 'restarts', count: 0, lastAt: null },
        { t: 'time', at: T0 - ((index % 30) + 1) * day },
        { t: 'ref', id: objectId('core/Node', '', node), text: node },
        `10.0.${index % 250}.${(index * 3) % 250}`,
      ]
  return {
    key: index + 1,
    id: objectId('core/Pod', 'shop', name),
    namespace: index < 40 ? 'shop' : 'catalog',
    name,
    level: one?.[1] ?? 'healthy',
    cells,
  }
}

/** The frame of a window over `total` made-up pods. */
export function demoFrame(
  subscription: number,
  revision: number,
  query: RowsQuery,
  start: number,
  count: number,
  total: number,
): RowsFrame {
  const entry = demoLedger().find((one) => one.kind === query.kind) ?? {
    kind: query.kind,
    state: 'listed' as const,
    count: 0,
    since: T0,
    health: noHealth(),
  }
  const all: number[] = []
  const words = query.filter.split(/\s+/).filter((word) => word !== '' && !word.includes(':'))
  const bad = query.filter.split(/\s+/).find((word) => word.startsWith('age:') && !/^age:[<>]?\d+[smhd]$/.test(word))
  const empty = query.kind === 'core/Secret' || entry.state === 'failed'
  if (!empty) {
    for (let index = 0; index < total; index++) {
      const row = demoRow(index)
      if (
        words.every((word) => row.name.includes(word)) &&
        (!query.problemsOnly || row.level !== 'healthy') &&
        (query.namespaces === null || query.namespaces.includes(row.namespace))
      )
        all.push(index)
    }
  }
  const slots = all.slice(start, start + count)
  const merged = query.beside === undefined || query.beside.length === 0 ? [] : [query.cluster, ...query.beside]
  return {
    subscription,
    revision,
    total: empty ? 0 : total,
    // one of them tells why it has none
    clusters: merged.map((each, index) => ({
      cluster: each,
      total: index === 2 ? 0 : Math.ceil(total / 2),
      matching: index === 2 ? 0 : Math.ceil(all.length / 2),
      ledger: index === 2 ? null : entry,
      error: index === 2 ? { code: 'unreachable' as const, message: 'no answer within 30 s' } : null,
    })),
    held: null,
    gone: [],
    matching: all.length,
    start,
    slots: slots.map((index) => index + 1),
    rows: slots.map((slot): Row => {
      const cluster = merged.slice(0, 2)[slot % 2]
      return cluster === undefined ? demoRow(slot) : { ...demoRow(slot), cluster }
    }),
    extra: merged.length === 0 ? [] : (demoKinds.find(({ id }) => id === query.kind)?.columns ?? []),
    ledger: entry,
    filterError: bad === undefined ? null : { term: bad, reason: 'age: takes a number and a unit: 30s 5m 1h 2d' },
    changedAt: Date.now(),
  }
}
