import type { Column, KindId } from '../contract/index.ts'
import { ageCell, listCell, statusCell } from './cells.ts'
import { age, list, status } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { recs, rec, scalar, str, strs } from './fields.ts'
import { backendColumns, backendRows, noParent, parentNames, parentsSection, verdictHealth, verdictSections } from './gatewayApi.ts'
import type { Kind } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** What tells the five kinds of routes apart. */
interface RouteForm {
  kind: string
  resource: string
  title: string
  shortName: string
  hasHosts: boolean
  lesser: boolean
  /** What of a rule decides which requests it takes, as text. */
  matches: (rule: any) => string
}

/** A kind of routes of the Gateway API: parents, hosts, rules with their backends, and what the parents say of it. */
export function routeKind(form: RouteForm): Kind {
  const id: KindId = `gateway.networking.k8s.io/${form.kind}`
  const hosts: readonly Column[] = form.hasHosts ? [list('hostnames', 'Hostnames', 240, { grow: true })] : []
  return defineKind({
    id,
    resource: form.resource,
    title: form.title,
    shortName: form.shortName,
    namespaced: true,
    category: 'network',
    ...(form.lesser ? { lesser: true } : {}),
    columns: [
      ...hosts,
      list('parents', 'Parents', 200, form.hasHosts ? {} : { grow: true }),
      list('backends', 'Backends', 240),
      status('status', 'Status', 150),
      age,
    ],
    read(object) {
      const spec = rec(object.spec)
      const state = verdictHealth(object, noParent)
      const backends = recs(spec.rules).flatMap((rule) => recs(rule.backendRefs).map(backendText))
      return {
        cells: [
          ...(form.hasHosts ? [listCell(strs(spec.hostnames))] : []),
          listCell(parentNames(object)),
          listCell([...new Set(backends)]),
          statusCell(state.reason, state.level),
          ageCell(object),
        ],
        health: state,
      }
    },
    detail(object) {
      return sectionList(
        fieldsSection('Summary', [['Hostnames', listCell(strs(rec(object.spec).hostnames))]]),
        parentsSection(object),
        tableSection('Rules', backendColumns, backendRows(object, form.matches)),
        verdictSections(object),
      )
    },
  })
}

function backendText(backend: any): string {
  return [str(backend.name), scalar(backend.port)].filter((part) => part !== '').join(':')
}

/** `GET /cart* header x=y`: all of one match must hold, and one of the matches. */
export function httpMatches(rule: any): string {
  const matches = recs(rule.matches).map((match) => {
    const path = rec(match.path)
    const marks: Readonly<Record<string, string>> = { Exact: '', PathPrefix: '*', RegularExpression: ' (expression)' }
    return [
      str(match.method),
      `${str(path.value) || '/'}${marks[str(path.type) || 'PathPrefix'] ?? ''}`,
      ...recs(match.headers).map((header) => `header ${str(header.name)}=${str(header.value)}`),
      ...recs(match.queryParams).map((query) => `query ${str(query.name)}=${str(query.value)}`),
    ]
      .filter((part) => part !== '')
      .join(' ')
  })
  return matches.length === 0 ? '/*' : matches.join(' or ')
}

/** `cart.Cart/Add`; what is left out is any. */
export function grpcMatches(rule: any): string {
  const matches = recs(rule.matches).map((match) => {
    const method = rec(match.method)
    return [
      `${str(method.service) || '*'}/${str(method.method) || '*'}`,
      ...recs(match.headers).map((header) => `header ${str(header.name)}=${str(header.value)}`),
    ].join(' ')
  })
  return matches.length === 0 ? '*/*' : matches.join(' or ')
}
