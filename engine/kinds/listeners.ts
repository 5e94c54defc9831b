import type { Cell, DetailSection, Health } from '../contract/index.ts'
import { deleting, health, listCell, textCell } from './cells.ts'
import { figure, list, text } from './columns.ts'
import { conditionList, conditionsOf } from './conditions.ts'
import { num, rec, recs, scalar, str } from './fields.ts'
import { conditionsHealth } from './gatewayApi.ts'
import type { KubeObject } from './kind.ts'
import { selectorText } from './labelSelector.ts'
import { sectionList, tableSection } from './sections.ts'

/** Listeners of Gateways and of ListenerSets. */

/** Every listener with its host, certificates, who may attach, and how many routes did; then what each of them has to say. */
export function listenerSections(object: KubeObject): readonly DetailSection[] {
  const states = recs(rec(object.status).listeners)
  const rows = recs(rec(object.spec).listeners).map((listener): Cell[] => [
    str(listener.name),
    `${scalar(listener.port)}/${str(listener.protocol)}`,
    str(listener.hostname) || '*',
    listCell(recs(rec(listener.tls).certificateRefs).map((certificate) => str(certificate.name))),
    allowed(listener.allowedRoutes),
    num(rec(states.find((state) => state.name === listener.name)).attachedRoutes),
  ])
  const verdicts = states.map((state) => conditionList(`Conditions of listener ${str(state.name)}`, recs(state.conditions)))
  return sectionList(
    tableSection(
      'Listeners',
      [
        text('name', 'Name', 120),
        text('port', 'Port', 110),
        text('host', 'Hostname', 200, { grow: true }),
        list('certificates', 'Certificates', 140),
        text('from', 'Routes from', 150),
        figure('routes', 'Routes', 64),
      ],
      rows,
    ),
    ...verdicts,
  )
}

function allowed(routes: unknown): Cell {
  const { from, selector } = rec(rec(routes).namespaces)
  if (from === 'All') return 'all namespaces'
  return from === 'Selector' ? `namespaces ${selectorText(selector)}` : textCell(str(from) === 'None' ? 'nowhere' : 'its own namespace')
}

/** The worst of what is said of it as a whole and of its listeners; only part of the listeners at fault is a warning. */
export function listenersHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const conditions = conditionsOf(object)
  const own = conditionsHealth(conditions)
  if (own !== null && own.level === 'failing') return own
  const states = recs(rec(object.status).listeners)
  const found = states.map((state) => conditionsHealth(recs(state.conditions))).filter((each) => each !== null)
  const failing = found.find(({ level }) => level === 'failing')
  if (failing !== undefined) return health('warning', failing.reason, failing.message)
  const warning = found.find(({ level }) => level === 'warning')
  if (warning !== undefined) return warning
  if (own !== null) return own
  if (found[0] !== undefined) return found[0]
  if (conditions.length === 0) return health('progressing', 'Pending', 'No controller has looked at it yet')
  return health('healthy', conditions.some(({ type, status }) => type === 'Programmed' && status === 'True') ? 'Programmed' : 'Accepted')
}
