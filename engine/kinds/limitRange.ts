import type { Cell } from '../contract/index.ts'
import { ageCell, deleting, listCell, present } from './cells.ts'
import { age, amount, list, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { own, pairs, rec, recs, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { quantity } from './quantity.ts'
import { sectionList, tableSection } from './sections.ts'

const bounds = ['min', 'max', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const

/** LimitRanges: `kubectl get limits`, with what is limited; the drawer has every bound, as `kubectl describe` has it. */
export const limitRange: Kind = defineKind({
  id: 'core/LimitRange',
  resource: 'limitranges',
  title: 'LimitRanges',
  shortName: 'limits',
  namespaced: true,
  category: 'configuration',
  columns: [list('types', 'Types', 200), list('resources', 'Resources', 260, { grow: true }), age],
  read(object) {
    const limits = limitsOf(object)
    return {
      cells: [listCell(limits.map((limit) => str(limit.type))), listCell([...new Set(limits.flatMap(resourcesOf))]), ageCell(object)],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const rows = limitsOf(object).flatMap((limit) =>
      resourcesOf(limit).map((resource): Cell[] => [
        str(limit.type),
        resource,
        ...bounds.map((bound) => quantity(own(limit[bound], resource))),
      ]),
    )
    return sectionList(
      tableSection(
        'Limits',
        [
          text('type', 'Type', 110),
          text('resource', 'Resource', 140, { grow: true }),
          amount('min', 'Min', 80),
          amount('max', 'Max', 80),
          amount('default', 'Default limit', 100),
          amount('request', 'Default request', 110),
          amount('ratio', 'Max limit/request', 120),
        ],
        rows,
      ),
    )
  },
})

function limitsOf(object: KubeObject): readonly any[] {
  return recs(rec(object.spec).limits)
}

function resourcesOf(limit: any): readonly string[] {
  return [...new Set(bounds.flatMap((bound) => pairs(limit[bound]).map(([resource]) => resource)))].sort()
}
