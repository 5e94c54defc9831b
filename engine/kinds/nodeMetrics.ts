import { present, refCell, textCell, timeCell } from './cells.ts'
import { amount, text, time } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, str } from './fields.ts'
import type { Kind } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'
import { coresCell, memoryCell, sumOf } from './usage.ts'

/** What metrics.k8s.io measured of a Node, as `kubectl top nodes`. */
export const nodeMetrics: Kind = defineKind({
  id: 'metrics.k8s.io/NodeMetrics',
  resource: 'nodes',
  title: 'Node metrics',
  shortName: 'nodemetrics',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [amount('cpu', 'CPU'), amount('memory', 'Memory'), text('window', 'Window', 100), time('measured', 'Measured')],
  read(object) {
    const usage = [rec(object['usage'])]
    return {
      cells: [
        coresCell(sumOf(usage, 'cpu')),
        memoryCell(sumOf(usage, 'memory')),
        textCell(str(object['window'])),
        timeCell(object['timestamp']),
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
      tableSection(
        'Usage',
        [amount('cpu', 'CPU'), amount('memory', 'Memory')],
        [[coresCell(sumOf([rec(object['usage'])], 'cpu')), memoryCell(sumOf([rec(object['usage'])], 'memory'))]],
      ),
    )
  },
})
