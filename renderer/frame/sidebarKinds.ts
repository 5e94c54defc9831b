import type { Category, HealthLevel, KindId, KindInfo, LedgerEntry } from '../../engine/contract/index.ts'
import { categories, lastPictureMode } from '../../engine/contract/index.ts'
import type { Shape } from '../words/clusterState.ts'
import { healthShapes, worstOf } from '../words/clusterState.ts'
import { count } from '../words/names.ts'

/** One kind in the sidebar. `count` is null where a number would lie (forbidden, not asked for). */
export interface SidebarLine {
  kind: KindInfo
  title: string
  hint: string
  mark: { shape: Shape; label: string; text: string } | null
  count: number | null
}

export interface SidebarCategory {
  id: Category
  title: string
  /** Objects of all kinds of the category; what `lines` and `more` say adds up to it. Null where nothing of it may be read: no number is true then. */
  count: number | null
  worst: { level: HealthLevel; n: number } | null
  lines: readonly SidebarLine[]
  /** Kinds of the category that may not be read, and are in no number of it. */
  forbidden: number
  /** Kinds that are not listed one by one. `count` is null when all of them are forbidden; else `forbidden` of them are. */
  more: { kinds: number; count: number | null; forbidden: number } | null
}

function mark(entry: LedgerEntry | undefined): SidebarLine['mark'] {
  if (entry === undefined || entry.state === 'waiting') return null
  if (entry.state === 'forbidden') return { shape: 'forbidden', label: 'forbidden', text: 'forbidden' }
  if (entry.state === 'failed') return { shape: 'fail', label: 'failed', text: 'failed' }
  const worst = worstOf(entry.health)
  if (worst !== null && worst.level !== 'progressing' && worst.level !== 'unknown')
    return { shape: healthShapes[worst.level], label: worst.level, text: count(worst.n) }
  if (entry.state === 'partial') return { shape: 'forbidden', label: 'only some namespaces may be read', text: '' }
  if (entry.state === 'loading') return { shape: 'prog', label: 'loading', text: '' }
  if (entry.state === 'stale') return { shape: 'warn', label: 'stale', text: '' }
  return null
}

/** Objects of a kind. Of a last picture that is still being read it is known how many there are; of a server's list only how many have come. */
function objectsOf(entry: LedgerEntry): number {
  return entry.count + (entry.mode === lastPictureMode ? (entry.expected ?? 0) : 0)
}

/** Kinds that people look for every day: the engine knows them, and does not say that few do. */
export function isUsual(kind: KindInfo): boolean {
  return kind.known && kind.lesser !== true
}

/**
 * The kinds of a cluster as the sidebar shows them: categories in the contract's order; kinds that people look for and custom resources that exist are listed, the rest is counted.
 * `whole` names categories that list everything; the `current` kind is always listed.
 */
export function sidebarCategories(
  kinds: readonly KindInfo[],
  ledger: ReadonlyMap<KindId, LedgerEntry>,
  whole: ReadonlySet<string>,
  current: KindId | null,
): readonly SidebarCategory[] {
  const titles = new Map<string, number>()
  for (const kind of kinds) titles.set(kind.title, (titles.get(kind.title) ?? 0) + 1)
  return categories.flatMap((category) => {
    const mine = kinds.filter((kind) => kind.category === category.id)
    if (mine.length === 0) return []
    const ordered = [...mine].sort(
      (a, b) => Number(isUsual(b)) - Number(isUsual(a)) || (isUsual(a) ? 0 : a.title < b.title ? -1 : a.title > b.title ? 1 : 0),
    )
    const lines: SidebarLine[] = []
    const more = { kinds: 0, count: 0, forbidden: 0 }
    let forbidden = 0
    const health: Record<HealthLevel, number> = { healthy: 0, paused: 0, unknown: 0, progressing: 0, warning: 0, failing: 0 }
    let sum = 0
    for (const kind of ordered) {
      const entry = ledger.get(kind.id)
      const n = entry === undefined ? 0 : objectsOf(entry)
      sum += n
      const closed = entry?.state === 'forbidden'
      if (closed) forbidden++
      if (entry) for (const level of Object.keys(health) as HealthLevel[]) health[level] += entry.health[level]
      const listed =
        isUsual(kind) || kind.id === current || whole.has(category.id) || (category.id === 'custom' && n > 0) || entry?.state === 'failed'
      if (!listed) {
        more.kinds++
        more.count += n
        if (closed) more.forbidden++
        continue
      }
      const stateMark = mark(entry)
      const group = kind.group === '' ? 'core' : kind.group
      lines.push({
        kind,
        title: (titles.get(kind.title) ?? 0) > 1 && !kind.known ? `${kind.title} (${group.split('.')[0] ?? group})` : kind.title,
        hint: `${kind.kind} · ${group}/${kind.version} · ${entry?.state ?? 'waiting'}`,
        mark: stateMark,
        count:
          entry === undefined || entry.state === 'forbidden' || (entry.state === 'failed' && n === 0)
            ? null
            : entry.state === 'waiting' && n === 0
              ? null
              : n,
      })
    }
    const worst = worstOf(health)
    return [
      {
        id: category.id,
        title: category.title,
        count: forbidden === mine.length ? null : sum,
        forbidden,
        worst: worst !== null && (worst.level === 'failing' || worst.level === 'warning') ? worst : null,
        lines,
        more: more.kinds > 0 ? { ...more, count: more.forbidden === more.kinds ? null : more.count } : null,
      },
    ]
  })
}
