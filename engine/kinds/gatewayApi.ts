import type { Cell, DetailSection, Health, KindId } from '../contract/index.ts'
import { kindId } from '../contract/index.ts'
import { deleting, health, refCell, textCell } from './cells.ts'
import { ref, text } from './columns.ts'
import { conditionList } from './conditions.ts'
import { rec, recs, scalar, str } from './fields.ts'
import type { KubeObject } from './kind.ts'
import { sectionList, tableSection } from './sections.ts'

/** What the kinds of the Gateway API share. Groups, kinds and namespaces that a reference leaves out are those the specification says. */

const group = 'gateway.networking.k8s.io'

/** Where a reference points to: of a parent by default a Gateway, of a backend a Service. */
export function referenceCell(reference: unknown, namespace: string, usual: KindId): Cell {
  const target = rec(reference)
  const slash = usual.indexOf('/')
  const kind = str(target.kind) || usual.slice(slash + 1)
  // An empty group is the core group, and said so on purpose.
  const usualGroup = usual.slice(0, slash) === 'core' ? '' : usual.slice(0, slash)
  const id = kindId(typeof target.group === 'string' ? target.group : usualGroup, kind)
  return refCell(id, str(target.namespace) || namespace, str(target.name), str(target.name))
}

/** A route's parents: `spec.parentRefs`, with section and port. */
export function parentsSection(object: KubeObject): DetailSection | null {
  const namespace = str(rec(object.metadata).namespace)
  const rows = recs(rec(object.spec).parentRefs).map((parent): Cell[] => [
    str(parent.kind) || 'Gateway',
    referenceCell(parent, namespace, `${group}/Gateway`),
    textCell(str(parent.namespace) || namespace),
    textCell([str(parent.sectionName), scalar(parent.port)].filter((part) => part !== '').join(':')),
  ])
  return tableSection(
    'Parents',
    [
      text('kind', 'Kind', 100),
      ref('name', 'Name', 200, { grow: true }),
      text('namespace', 'Namespace', 130),
      text('section', 'Listener', 110),
    ],
    rows,
  )
}

/** Names of a route's parents, for its table. */
export function parentNames(object: KubeObject): readonly string[] {
  return recs(rec(object.spec).parentRefs).map((parent) =>
    [str(parent.name), str(parent.sectionName)].filter((part) => part !== '').join('/'),
  )
}

/** Columns of a table of backends. */
export const backendColumns = [
  text('match', 'Match', 240, { grow: true }),
  ref('backend', 'Backend', 160),
  text('port', 'Port', 64),
  text('weight', 'Weight', 64),
  text('filters', 'Filters', 160),
]

/** One line per backend of each rule; a rule without a backend answers itself (redirects), or not at all. */
export function backendRows(object: KubeObject, matchesOf: (rule: any) => string): readonly (readonly Cell[])[] {
  const namespace = str(rec(object.metadata).namespace)
  return recs(rec(object.spec).rules).flatMap((rule) => {
    const match = matchesOf(rule)
    const filters = [...recs(rule.filters).map((filter) => str(filter.type))].join(', ')
    const backends = recs(rule.backendRefs)
    if (backends.length === 0) return [[match, null, null, null, textCell(filters)]]
    return backends.map((backend): Cell[] => [
      match,
      referenceCell(backend, namespace, 'core/Service'),
      textCell(scalar(backend.port)),
      backends.length > 1 ? scalar(backend.weight) || '1' : textCell(scalar(backend.weight)),
      textCell([filters, ...recs(backend.filters).map((filter) => str(filter.type))].filter((part) => part !== '').join(', ')),
    ])
  })
}

/** What each parent (of routes) or ancestor (of policies) says: one block of conditions per parent and controller. */
export function verdictSections(object: KubeObject): readonly DetailSection[] {
  return sectionList(...verdictsOf(object).map(({ who, conditions }) => conditionList(`Conditions of ${who}`, conditions)))
}

function verdictsOf(object: KubeObject): readonly { who: string; conditions: readonly any[] }[] {
  const state = rec(object.status)
  const said = [
    ...recs(state.parents).map((parent) => ({ ref: rec(parent.parentRef), conditions: recs(parent.conditions) })),
    ...recs(state.ancestors).map((ancestor) => ({ ref: rec(ancestor.ancestorRef), conditions: recs(ancestor.conditions) })),
  ]
  return said.map(({ ref: named, conditions }) => ({
    who: `${str(named.kind) || 'Gateway'} ${[str(named.name), str(named.sectionName)].filter((part) => part !== '').join('/')}`,
    conditions,
  }))
}

/** Conditions that a parent or a Gateway's controller gives, good when True; the ones that say most first. */
const good = ['Accepted', 'ResolvedRefs', 'Programmed'] as const
/** Good when False. */
const bad = ['Conflicted', 'OverlappingTLSConfig', 'PartiallyInvalid'] as const

/**
 * The worst that a list of conditions says, or null. In the manner of Argo CD's check of Gateway API kinds: not accepted is failing, a condition
 * that is unknown or pending is still to come.
 */
export function conditionsHealth(conditions: readonly any[]): Health | null {
  const of = (type: string): any => rec(conditions.find((condition) => condition.type === type))
  for (const type of good) {
    const { status, reason, message } = of(type)
    if (status === 'False' && reason !== 'Pending') return health('failing', str(reason) || `Not${type}`, str(message))
  }
  for (const type of bad) {
    const { status, reason, message } = of(type)
    if (status === 'True') return health('warning', str(reason) || type, str(message))
  }
  for (const type of good) {
    const { status, reason, message } = of(type)
    if (status === 'Unknown' || status === 'False') return health('progressing', str(reason) || 'Pending', str(message))
  }
  return null
}

/** Routes and policies: the worst of what their parents say; one that no parent speaks of is not in force. */
export function verdictHealth(object: KubeObject, missing: string): Health {
  const going = deleting(object)
  if (going !== null) return going
  const verdicts = verdictsOf(object)
  if (verdicts.length === 0) return health('progressing', 'Pending', missing)
  const found = verdicts.map(({ conditions }) => conditionsHealth(conditions)).filter((each) => each !== null)
  return (
    found.find(({ level }) => level === 'failing') ??
    found.find(({ level }) => level === 'warning') ??
    found[0] ??
    health('healthy', 'Accepted')
  )
}

/** What is said when no controller has spoken of a route. */
export const noParent = 'No Gateway has accepted or refused it yet: its parents may not exist, or no controller serves them'
