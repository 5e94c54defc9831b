import type { EdgeCategory, KindId } from '../contract/index.ts'
import { isRecord, readPath } from './fieldPath.ts'
import { namespacedName } from './readers/namespacedName.ts'
import type { Holder, ReadTarget, Rule } from './rule.ts'

/** One entry of a rules file, checked. */
export interface OwnRule {
  name: string
  from: '*' | readonly KindId[]
  path: readonly string[]
  /** `*` or nothing: the reference says it. */
  to?: KindId
  match:
    | { by: 'name'; field?: string; namespace: 'same' | 'none' | 'written' | { field: string } | { always: string } }
    | { by: 'label'; key: string; field?: string; namespace: 'same' | 'all' }
    | { by: 'annotation'; key: string; field?: string }
    | { by: 'reference' }
  /** What stands between several names in one text. */
  split?: string
  word: string
  category: EdgeCategory
  direction: 'forward' | 'backward'
  optional: boolean
}

/** The rules that an entry comes to, or why it cannot be one. */
export function ownRule(own: OwnRule): readonly Rule[] | string {
  const { match, to = '*' } = own
  const naming = own.optional ? { optional: true as const } : {}
  const base = {
    id: 127,
    variant: own.name,
    from: own.from,
    at: own.path,
    relationshipType: own.word,
    category: own.category,
    confidence: 'declared' as const,
    ...(own.direction === 'backward' ? { direction: 'backward' as const } : {}),
  }
  if (match.by === 'reference') {
    if (own.split !== undefined) return 'split is for texts, and a reference is an object'
    return [
      {
        ...base,
        to: '*',
        match: { by: 'object', group: { apiVersion: 'apiVersion' }, kind: 'kind', name: 'name', namespace: 'namespace', ...naming },
      },
    ]
  }
  if (to === '*') return `match by ${match.by} needs to know the kind: say it in "to"`
  const texts = (value: unknown): readonly string[] => textsIn(value, match.field, own.split)
  if (match.by === 'label') {
    // A selector always runs from the holder to what it selects.
    if (own.direction === 'backward') return 'match by label cannot run backward'
    if (own.optional) return 'match by label is optional by itself: what is not there is not selected'
    const selectors = (value: unknown): readonly unknown[] => texts(value).map((label) => ({ [match.key]: label }))
    return [
      {
        ...base,
        to,
        match: {
          by: 'selector',
          form: 'map',
          empty: 'none',
          absent: 'none',
          namespaces: match.namespace === 'all' ? 'all' : 'own',
          read: selectors,
        },
      },
    ]
  }
  if (match.by === 'annotation') {
    if (own.direction === 'backward') return 'match by annotation cannot run backward'
    // Both sides name the value; it is a node between them, since there is no list of all objects with an annotation to look it up in.
    const mark = (text: string): ReadTarget => ({ kind: 'pseudo/Annotation', namespace: '', name: `${match.key}=${text}`, value: text })
    return [
      { ...base, to: 'pseudo/Annotation', match: { by: 'read', read: (value) => texts(value).map(mark) } },
      {
        ...base,
        from: [to],
        to: 'pseudo/Annotation',
        at: [`metadata.annotations["${match.key}"]`],
        match: { by: 'read', read: (value) => (typeof value === 'string' && value !== '' ? [mark(value)] : []) },
        direction: 'backward',
      },
    ]
  }
  const { namespace } = match
  const named = (text: string, value: unknown, holder: Holder): readonly ReadTarget[] => {
    if (namespace === 'written') return namespacedName(text, holder).map((target) => ({ ...target, value: text }))
    const where =
      namespace === 'same'
        ? holder.namespace
        : namespace === 'none'
          ? ''
          : 'always' in namespace
            ? namespace.always
            : readPath(value, namespace.field)
    return typeof where === 'string' ? [{ namespace: where, name: text, value: text }] : []
  }
  return [
    {
      ...base,
      to,
      match: { by: 'read', read: (value, holder) => texts(value).flatMap((text) => named(text, value, holder)), ...naming },
    },
  ]
}

/** The texts of a value: itself or a field of it, a list's items, and the parts of each where it is to be split. */
function textsIn(value: unknown, field: string | undefined, split: string | undefined): readonly string[] {
  const found = field === undefined ? value : isRecord(value) ? readPath(value, field) : undefined
  const texts = (Array.isArray(found) ? found : [found]).filter((text) => typeof text === 'string')
  const parts = split === undefined ? texts : texts.flatMap((text) => text.split(split))
  return parts.map((text) => text.trim()).filter((text) => text !== '')
}
