import { ageCell, deleting, listCell, present } from './cells.ts'
import { age, list } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { claimSections, wantedClasses } from './devices.ts'
import { rec } from './fields.ts'
import type { Kind } from './kind.ts'
import { labelsSection, sectionList } from './sections.ts'

/** ResourceClaimTemplates: `kubectl get resourceclaimtemplates`, with what a Pod gets of each. */
export const resourceClaimTemplate: Kind = defineKind({
  id: 'resource.k8s.io/ResourceClaimTemplate',
  resource: 'resourceclaimtemplates',
  title: 'ResourceClaimTemplates',
  shortName: 'resourceclaimtemplate',
  namespaced: true,
  category: 'workloads',
  lesser: true,
  columns: [list('classes', 'Device classes', 320, { grow: true }), age],
  read(object) {
    return {
      cells: [listCell(wantedClasses(rec(rec(object.spec).spec))), ageCell(object)],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    return sectionList(claimSections(rec(spec.spec)), labelsSection('Labels of its claims', rec(spec.metadata).labels))
  },
})
