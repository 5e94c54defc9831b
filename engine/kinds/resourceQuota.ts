import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, present } from './cells.ts'
import { age, list, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { own, pairs, rec, recs, scalar, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { parseQuantity } from './quantity.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** ResourceQuotas: `kubectl get resourcequotas`; one that is used up is a warning, since the next pod will be refused. */
export const resourceQuota: Kind = defineKind({
  id: 'core/ResourceQuota',
  resource: 'resourcequotas',
  title: 'ResourceQuotas',
  shortName: 'quota',
  namespaced: true,
  category: 'configuration',
  columns: [list('request', 'Request', 320, { grow: true }), list('limit', 'Limit', 220), age],
  read(object) {
    const limits = (name: string): boolean => name.startsWith('limits.')
    const lines = (wanted: boolean): Cell =>
      listCell(
        hard(object)
          .filter(([name]) => limits(name) === wanted)
          .map(([name, value]) => `${name}: ${used(object, name) || '0'}/${value}`),
      )
    return { cells: [lines(false), lines(true), ageCell(object)], health: quotaHealth(object) }
  },
  detail(object) {
    const rows = hard(object).map(([name, value]): Cell[] => [name, usedCell(used(object, name) || '0', value)])
    const scopes = recs(rec(rec(object.spec).scopeSelector).matchExpressions).map((rule) =>
      `${str(rule.scopeName)} ${str(rule.operator)} ${strs(rule.values).join(', ')}`.trim(),
    )
    return sectionList(
      fieldsSection('Summary', [['Scopes', listCell([...strs(rec(object.spec).scopes), ...scopes])]]),
      tableSection(
        'Quota',
        [text('resource', 'Resource', 220, { grow: true }), { ...text('used', 'Used / hard', 140), align: 'end' }],
        rows,
      ),
    )
  },
})

function hard(object: KubeObject): readonly (readonly [string, string])[] {
  return pairs(rec(object.status).hard ?? rec(object.spec).hard)
}

function usedCell(now: string, most: string): Cell {
  const [value, limit] = [parseQuantity(now), parseQuantity(most)]
  if (value === null || limit === null) return `${now} / ${most}`
  return { t: 'usage', text: now, value, against: { what: 'quota', text: most, value: limit } }
}

function used(object: KubeObject, name: string): string {
  return scalar(own(rec(object.status).used, name))
}

function quotaHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const full = hard(object).filter(([name, value]) => {
    const limit = parseQuantity(value)
    return limit !== null && limit > 0 && (parseQuantity(used(object, name)) ?? 0) >= limit
  })
  return full.length === 0
    ? present
    : health('warning', 'UsedUp', full.map(([name, value]) => `${name}: ${used(object, name)} of ${value} used`).join(', '))
}
