import { listCell, present, refCell, textCell, timeCell } from './cells.ts'
import { amount, list, text, time } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { own, pairs, rec, str } from './fields.ts'
import type { Kind } from './kind.ts'
import { quantity } from './quantity.ts'
import { fieldsSection, labelsSection, sectionList } from './sections.ts'

/** NodeMetrics: `kubectl get nodes.metrics.k8s.io`; what a node used in the last window. */
export const nodeMetrics: Kind = defineKind({
  id: 'metrics.k8s.io/NodeMetrics',
  resource: 'nodes',
  title: 'Node metrics',
  shortName: 'nodemetrics',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [
    amount('cpu', 'CPU', 100),
    amount('memory', 'Memory', 110),
    text('window', 'Window', 90),
    time('at', 'Measured', 88),
    list('other', 'Other', 200, { grow: true }),
  ],
  read(object) {
    const usage = object['usage']
    const others = pairs(usage).filter(([name]) => name !== 'cpu' && name !== 'memory')
    return {
      cells: [
        quantity(own(usage, 'cpu')),
        quantity(own(usage, 'memory')),
        textCell(str(object['window'])),
        timeCell(object['timestamp']),
        listCell(others.map(([name, value]) => `${name}: ${value}`)),
      ],
      health: present,
    }
  },
  detail(object) {
    return sectionList(
      fieldsSection('Summary', [
        ['Node', refCell('core/Node', '', str(rec(object.metadata).name))],
        ['Measured', timeCell(object['timestamp'])],
        ['Window', textCell(str(object['window']))],
      ]),
      labelsSection('Usage', object['usage']),
    )
  },
})
