import type { Cell } from '../contract/index.ts'
import { ageCell, deleting, listCell, present, textCell } from './cells.ts'
import { age, list, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { sectionList, tableSection } from './sections.ts'

/** ReferenceGrants: `kubectl get referencegrants`; who from elsewhere may name what here. */
export const referenceGrant: Kind = defineKind({
  id: 'gateway.networking.k8s.io/ReferenceGrant',
  resource: 'referencegrants',
  title: 'ReferenceGrants',
  shortName: 'refgrant',
  namespaced: true,
  category: 'network',
  lesser: true,
  columns: [list('from', 'From', 280, { grow: true }), list('to', 'To', 220), age],
  read(object) {
    return {
      cells: [
        listCell(fromOf(object).map((from) => `${str(from.namespace)}/${str(from.kind)}`)),
        listCell(toOf(object).map((to) => (str(to.name) === '' ? str(to.kind) : `${str(to.kind)}/${str(to.name)}`))),
        ageCell(object),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const group = (source: any): string => str(source.group) || 'core'
    return sectionList(
      tableSection(
        'From',
        [text('namespace', 'Namespace', 160), text('kind', 'Kind', 140, { grow: true }), text('group', 'Group', 200)],
        fromOf(object).map((from): Cell[] => [textCell(str(from.namespace)), textCell(str(from.kind)), group(from)]),
      ),
      tableSection(
        'To',
        [text('name', 'Name', 160), text('kind', 'Kind', 140, { grow: true }), text('group', 'Group', 200)],
        toOf(object).map((to): Cell[] => [str(to.name) || 'all', textCell(str(to.kind)), group(to)]),
      ),
    )
  },
})

function fromOf(object: KubeObject): readonly any[] {
  return recs(rec(object.spec).from)
}

function toOf(object: KubeObject): readonly any[] {
  return recs(rec(object.spec).to)
}
