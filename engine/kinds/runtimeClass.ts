import type { Cell } from '../contract/index.ts'
import { ageCell, deleting, present, textCell } from './cells.ts'
import { age, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, str } from './fields.ts'
import type { Kind } from './kind.ts'
import { labelsText } from './labelSelector.ts'
import { resourcesText } from './podSpec.ts'
import { fieldsSection, labelsSection, sectionList, tableSection } from './sections.ts'

/** RuntimeClasses: `kubectl get runtimeclasses`, with what each costs and where it runs. */
export const runtimeClass: Kind = defineKind({
  id: 'node.k8s.io/RuntimeClass',
  resource: 'runtimeclasses',
  title: 'RuntimeClasses',
  shortName: 'runtimeclass',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [text('handler', 'Handler', 160), text('overhead', 'Overhead', 200), text('nodes', 'Nodes', 260, { grow: true }), age],
  read(object) {
    return {
      cells: [
        textCell(str(object['handler'])),
        textCell(resourcesText(rec(object['overhead']).podFixed)),
        textCell(labelsText(rec(object['scheduling']).nodeSelector)),
        ageCell(object),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const scheduling = rec(object['scheduling'])
    const tolerations = recs(scheduling.tolerations).map((toleration): Cell[] => [
      str(toleration.key) || 'any',
      textCell(str(toleration.value)),
      str(toleration.effect) || 'any effect',
    ])
    return sectionList(
      fieldsSection('Summary', [['Handler', textCell(str(object['handler']))]]),
      labelsSection('Overhead of each Pod', rec(object['overhead']).podFixed),
      labelsSection('Node selector', scheduling.nodeSelector),
      tableSection(
        'Tolerations',
        [text('key', 'Key', 220, { grow: true }), text('value', 'Value', 100), text('effect', 'Effect', 110)],
        tolerations,
      ),
    )
  },
})
