import { kindName, objectId, type Evidence, type KindId } from '../contract/index.ts'
import { join, readPath } from './fieldPath.ts'
import { legible, partNames } from './legible.ts'
import type { Reading } from './reading.ts'
import type { LabelSelector, NamespaceChoice, SelectorReference } from './reference.ts'
import type { Rule, SelectorMatch } from './rule.ts'
import type { RuleBook } from './ruleBook.ts'
import { isEmptySelector, readMapSelector, readRequirements, readSelector, selectorText } from './selector.ts'

const readers = { selector: readSelector, map: readMapSelector, requirements: readRequirements } as const

/** Notes what a selector selects: one reference, or several where it takes more than one to say it. */
export function takeSelector(book: RuleBook, reading: Reading, rule: Rule, match: SelectorMatch, value: unknown, path: string): void {
  if (rule.to === '*') return
  const spaces = spacesOf(book, rule.to, match.namespaces ?? 'own', value, reading)
  if (spaces === null) return
  const written = match.field === undefined ? value : readPath(value, match.field)
  if (match.read === undefined && written === undefined && (match.absent === 'none' || !spaces.speaks)) return
  const parts = match.parts === undefined ? undefined : partNames(match.parts(reading.object))
  if (parts?.length === 0 || (match.unlessOwned && reading.uid === '')) return
  const at = match.field === undefined || written === undefined ? path : join(path, match.field)
  const also = match.also?.(value, reading, path) ?? []
  const more: Partial<SelectorReference> = {}
  if (parts) more.parts = [...new Set(parts)].sort()
  if (match.unlessOwned) more.unlessOwnedBy = reading.uid
  for (const one of match.read?.(value, reading) ?? [written]) {
    const selector = one === undefined ? everything : readers[match.form](one)
    if (!selector || (match.empty === 'none' && one !== undefined && isEmptySelector(selector))) continue
    const text = legible(selectorText(selector))
    const evidence = [{ path: at, value: text }]
    for (const each of also) evidence.push({ ...each, value: legible(each.value) })
    noteSelector(reading, rule, rule.to, selector, text, spaces, evidence, match.asSet === true, more)
  }
}

/** Notes one selector; with `asSet` as one node that stands for all it selects. */
export function noteSelector(
  reading: Reading,
  rule: Rule,
  kind: KindId,
  selector: LabelSelector,
  text: string,
  spaces: Spaces,
  evidence: readonly Evidence[],
  asSet: boolean,
  more: Partial<SelectorReference>,
): void {
  // Two groups may have a kind of one name: sets of the kinds that others define say of which.
  const group = kind.slice(0, kind.indexOf('/'))
  const whose = group.includes('.') && !group.endsWith('.k8s.io') ? `${group}: ` : ''
  const whole = `${whose}${text}${spaces.said}`
  const reference: SelectorReference = { ...more, by: 'selector', rule, number: 0, kind, namespace: spaces.namespace, selector, evidence }
  if (spaces.choice) reference.spaces = spaces.choice
  if (asSet) reference.set = objectId(`pseudo/${kindName(kind)}Set`, spaces.namespace ?? '', whole)
  reading.add(`${spaces.namespace ?? '*'} ${whole}`, reference)
}

const everything: LabelSelector = { matchLabels: {}, matchExpressions: [] }

/** Where a selector looks. */
interface Spaces {
  namespace: string | null
  choice: NamespaceChoice | null
  /** How it is said in the name of a set. */
  said: string
  /** Whether there is anything that says where, or needs nothing to say it. */
  speaks: boolean
}

/** Null when the selector of namespaces is none: then nothing is selected. */
function spacesOf(
  book: RuleBook,
  kind: KindId,
  namespaces: NonNullable<SelectorMatch['namespaces']>,
  value: unknown,
  reading: Reading,
): Spaces | null {
  if (namespaces === 'own' || namespaces === 'all') return spacesIn(book, kind, namespaces, reading)
  const selector = namespaces.selector === undefined ? undefined : readPath(value, namespaces.selector)
  const names = namespaces.names === undefined ? undefined : readPath(value, namespaces.names)
  const found = spacesIn(book, kind, { selector, names: Array.isArray(names) ? names : [] }, reading)
  // A peer that has neither selector selects no objects at all (it may be a block of addresses).
  return found && { ...found, speaks: found.namespace === '' || selector !== undefined || namespaces.selector === undefined }
}

/** Where a selector looks that says so in these words. Null when that is nowhere. */
export function spacesIn(
  book: RuleBook,
  kind: KindId,
  where: 'own' | 'all' | { selector?: unknown; names?: readonly unknown[] },
  reading: Reading,
): Spaces | null {
  if (book.isClusterScoped(kind)) return { namespace: '', choice: null, said: '', speaks: true }
  const everywhere = { namespace: null, choice: null, said: '; in all namespaces', speaks: true }
  if (where === 'all') return everywhere
  const own = { namespace: reading.namespace, choice: null, said: '', speaks: true }
  if (where === 'own') return own
  const selector = where.selector === undefined ? null : readSelector(where.selector)
  if (where.selector !== undefined && !selector) return null
  if (selector && isEmptySelector(selector)) return everywhere
  const names = [...new Set(partNames(where.names ?? []))].sort()
  if (!selector && names.length === 0) return own
  if (!selector && names.length === 1) return { ...own, namespace: names[0] ?? '' }
  const words = [...names, ...(selector ? [legible(selectorText(selector))] : [])]
  return { namespace: null, choice: { names, selector }, said: `; in ${words.join(' or ')}`, speaks: true }
}
