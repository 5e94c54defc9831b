import { type ColumnType, type FilterOffer, type RowsQuery, visibleText } from '../contract/index.ts'
import { cellText } from './cellValue.ts'
import type { ClusterStore } from '../store/clusterStore.ts'
import type { StoredObject } from '../store/storedObject.ts'
import type { TableCells } from './tableCells.ts'

/** Offers given at a time. */
const most = 50
/** Different values that are told apart; of more, those that came first. */
const mostDistinct = 20_000

/** Beginnings of terms for columns of these types, and what their values are compared with. */
const compared: Readonly<Partial<Record<ColumnType, readonly string[]>>> = {
  time: ['<1h', '<1d', '>7d', '>30d'],
  number: ['>0', '=0'],
  restarts: ['>0', '>3', '>10'],
  ratio: ['=0', '>0'],
  quantity: ['>100', '>1Gi'],
  usage: ['>100m', '>500m', '>1', '>256Mi', '>1Gi'],
}

/** What a term of the filter of a table could become: keys, then values of what the table holds with their numbers. A leading `-` stays. */
export function filterOffers(
  store: ClusterStore,
  cells: Pick<TableCells, 'columns' | 'value'>,
  query: RowsQuery,
  text: string,
): FilterOffer[] {
  const sign = text.startsWith('-') ? '-' : ''
  const bare = text.slice(sign.length)
  const colon = bare.indexOf(':')
  const offers = colon < 0 ? keys(cells, bare) : values(store, cells, query, bare.slice(0, colon).toLowerCase(), bare.slice(colon + 1))
  return offers.slice(0, most).map((offer) => ({ ...offer, term: sign + offer.term }))
}

/** Offers of several clusters as one list: what is the same is counted together. `clusters` are their names, with the rows that match there. */
export function mergedOffers(
  each: readonly (readonly FilterOffer[])[],
  clusters: readonly { name: string; matching: number }[],
  text: string,
): FilterOffer[] {
  const sign = text.startsWith('-') ? '-' : ''
  const bare = text.slice(sign.length)
  if (bare.toLowerCase().startsWith('cluster:')) {
    const named = new Map<string, number>()
    for (const { name, matching } of clusters) named.set(name, (named.get(name) ?? 0) + matching)
    return best('cluster', named, bare.slice('cluster:'.length)).map((offer) => ({ ...offer, term: sign + offer.term }))
  }
  const merged = new Map<string, FilterOffer>()
  for (const offer of each.flat()) {
    const known = merged.get(offer.term)
    const count = offer.count === null ? null : offer.count + (known?.count ?? 0)
    merged.set(offer.term, { ...offer, count })
  }
  const wanted = bare.slice(bare.search(/[:=][^:=]*$/) + 1).toLowerCase()
  const begins = ({ term }: FilterOffer): boolean =>
    term
      .slice(term.search(/[:=][^:=]*$/) + 1)
      .toLowerCase()
      .startsWith(wanted)
  // keys stand as they come; values by how often they are there, those that begin with what is typed first
  const offers = [...merged.values()].sort((a, b) => Number(begins(b)) - Number(begins(a)) || (b.count ?? 0) - (a.count ?? 0))
  if (!bare.includes(':') && 'cluster:'.startsWith(bare.toLowerCase()))
    offers.unshift({ term: `${sign}cluster:`, count: null, note: 'Cluster' })
  return offers.slice(0, most)
}

/** The word that stands before the colon for a column: its title where that is one word, else its id. */
function keyOf({ id, title }: { id: string; title: string }): string | null {
  return [title, id].find((word) => /^[a-z]+$/i.test(word))?.toLowerCase() ?? null
}

function keys(cells: Pick<TableCells, 'columns'>, begun: string): FilterOffer[] {
  const all: FilterOffer[] = [
    { term: 'status:', count: null, note: 'Status or health' },
    { term: 'label:', count: null, note: 'Label, as label:app=web' },
    { term: 'ns:', count: null, note: 'Namespace' },
    { term: 'age:', count: null, note: 'Age, as age:<1h' },
    { term: 'name:', count: null, note: 'Name' },
  ]
  for (const column of cells.columns) {
    const key = keyOf(column)
    if (key !== null && !all.some(({ term }) => term === `${key}:`)) all.push({ term: `${key}:`, count: null, note: column.title })
  }
  return all.filter(({ term }) => term.startsWith(begun.toLowerCase()))
}

function values(
  store: ClusterStore,
  cells: Pick<TableCells, 'columns' | 'value'>,
  query: RowsQuery,
  key: string,
  begun: string,
): FilterOffer[] {
  if (key === 'age') return fixed(key, compared.time ?? [], begun, 'Age')
  const count = (read: (object: StoredObject) => Iterable<string>): Map<string, number> => counted(store, query, read)
  if (key === 'ns' || key === 'namespace')
    return best(
      key,
      count(({ namespace }) => [namespace]),
      begun,
    )
  if (key === 'name') return []
  if (key === 'label') {
    const equals = begun.indexOf('=')
    if (equals < 0)
      return best(
        key,
        count(({ labels }) => Object.keys(labels)),
        begun,
        '=',
      )
    const name = begun.slice(0, equals)
    const held = count(({ labels }) => (Object.hasOwn(labels, name) ? [labels[name] ?? ''] : []))
    return best(`label:${name}=`, held, begun.slice(equals + 1), '', '')
  }
  const spelled = cells.columns.findIndex((column) => keyOf(column) === key || column.id.toLowerCase() === key)
  const index = spelled < 0 && key === 'status' ? cells.columns.findIndex(({ type }) => type === 'status') : spelled
  const column = cells.columns[index]
  if (column === undefined)
    return key === 'status'
      ? best(
          key,
          count(({ health }) => [health.reason || health.level]),
          begun,
        )
      : []
  const figures = compared[column.type]
  if (figures !== undefined) return fixed(key, figures, begun, column.title)
  const read = (object: StoredObject): Iterable<string> => {
    const cell = cells.value(object, index)
    return typeof cell === 'object' && cell?.t === 'list' ? cell.items : [cellText(cell)]
  }
  return best(key, count(read), begun)
}

function fixed(key: string, figures: readonly string[], begun: string, note: string): FilterOffer[] {
  return figures.filter((figure) => figure.startsWith(begun)).map((figure) => ({ term: `${key}:${figure}`, count: null, note }))
}

function counted(store: ClusterStore, query: RowsQuery, read: (object: StoredObject) => Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  store.ofKindStore(query.kind)?.forEach(query.namespaces, (object) => {
    for (const value of read(object)) {
      const held = counts.get(value)
      if (held !== undefined) counts.set(value, held + 1)
      else if (value !== '' && counts.size < mostDistinct) counts.set(value, 1)
    }
  })
  return counts
}

/** Those that begin with what is typed, then those that hold it; of each the most frequent first. What holds spaces or quotes is quoted. */
function best(key: string, counts: ReadonlyMap<string, number>, begun: string, end = '', colon = ':'): FilterOffer[] {
  const wanted = begun.replaceAll('"', '').toLowerCase()
  const found: { value: string; count: number; rank: number }[] = []
  for (const [value, count] of counts) {
    const at = value.toLowerCase().indexOf(wanted)
    if (at >= 0 && !value.includes('"')) found.push({ value, count, rank: at === 0 ? 0 : 1 })
  }
  found.sort((a, b) => a.rank - b.rank || b.count - a.count || (a.value < b.value ? -1 : 1))
  return found.slice(0, most).map(({ value, count }) => {
    const shown = visibleText(value, 300)
    return { term: `${key}${colon}${/\s/.test(shown) ? `"${shown}"` : shown}${end}`, count, note: '' }
  })
}
