import type { Cell } from '../contract/index.ts'
import { present, refCell, textCell, timeCell } from './cells.ts'
import { amount, figure, text, time } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { own, rec, recs, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { parseQuantity, quantity } from './quantity.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'

/** PodMetrics: `kubectl get pods.metrics.k8s.io`; what the containers of a Pod used together in the last window. */
export const podMetrics: Kind = defineKind({
  id: 'metrics.k8s.io/PodMetrics',
  resource: 'pods',
  title: 'Pod metrics',
  shortName: 'podmetrics',
  namespaced: true,
  category: 'cluster',
  lesser: true,
  columns: [
    amount('cpu', 'CPU', 100),
    amount('memory', 'Memory', 110),
    figure('containers', 'Containers', 96),
    text('window', 'Window', 120, { grow: true }),
    time('at', 'Measured', 88),
  ],
  read(object) {
    return {
      cells: [
        sumCell(object, 'cpu'),
        sumCell(object, 'memory'),
        recs(object['containers']).length,
        textCell(str(object['window'])),
        timeCell(object['timestamp']),
      ],
      health: present,
    }
  },
  detail(object) {
    const meta = rec(object.metadata)
    const rows = recs(object['containers']).map((container): Cell[] => [
      str(container.name),
      quantity(own(container.usage, 'cpu')),
      quantity(own(container.usage, 'memory')),
    ])
    return sectionList(
      fieldsSection('Summary', [
        ['Pod', refCell('core/Pod', str(meta.namespace), str(meta.name))],
        ['CPU', sumCell(object, 'cpu')],
        ['Memory', sumCell(object, 'memory')],
        ['Measured', timeCell(object['timestamp'])],
        ['Window', textCell(str(object['window']))],
      ]),
      tableSection(
        'Containers',
        [text('name', 'Container', 220, { grow: true }), amount('cpu', 'CPU', 110), amount('memory', 'Memory', 110)],
        rows,
      ),
    )
  },
})

/** The sum over all containers; null where one of them is not told, since a part is not the whole. CPU in millicores, memory in Mi. */
function sumCell(object: KubeObject, resource: 'cpu' | 'memory'): Cell {
  let sum = 0
  const containers = recs(object['containers'])
  for (const container of containers) {
    const used = parseQuantity(own(container.usage, resource))
    if (used === null) return null
    sum += used
  }
  if (containers.length === 0) return null
  const words = resource === 'cpu' ? `${Math.round(sum * 1000)}m` : `${Math.round(sum / 2 ** 20)}Mi`
  return { t: 'quantity', text: words, value: sum }
}
