import { ageCell, deleting, listCell, present, textCell } from './cells.ts'
import { age, list, text } from './columns.ts'
import { containersSection } from './containers.ts'
import { defineKind } from './defineKind.ts'
import { environmentSections } from './environment.ts'
import { rec, recs, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { labelsText } from './labelSelector.ts'
import { podSpecFields, podSpecSections } from './podSpec.ts'
import { fieldsSection, labelsSection, sectionList } from './sections.ts'

/** PodTemplates: `kubectl get podtemplates`. */
export const podTemplate: Kind = defineKind({
  id: 'core/PodTemplate',
  resource: 'podtemplates',
  title: 'PodTemplates',
  shortName: 'podtemplate',
  namespaced: true,
  category: 'workloads',
  lesser: true,
  columns: [
    list('containers', 'Containers', 180),
    list('images', 'Images', 280, { grow: true }),
    text('podLabels', 'Pod Labels', 220),
    age,
  ],
  read(object) {
    const containers = recs(specOf(object).containers)
    return {
      cells: [
        listCell(containers.map((container) => str(container.name))),
        listCell(containers.map((container) => str(container.image))),
        textCell(labelsText(rec(rec(object['template']).metadata).labels)),
        ageCell(object),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail(object, lookup) {
    const spec = specOf(object)
    const namespace = str(rec(object.metadata).namespace)
    return sectionList(
      fieldsSection('Summary', podSpecFields(spec, namespace)),
      labelsSection('Pod labels', rec(rec(object['template']).metadata).labels),
      containersSection(spec, null),
      environmentSections(spec, { namespace, pod: null, lookup }),
      podSpecSections(spec, namespace),
    )
  },
})

/** The template stands at the top: a PodTemplate has no spec. */
function specOf(object: KubeObject): any {
  return rec(rec(object['template']).spec)
}
