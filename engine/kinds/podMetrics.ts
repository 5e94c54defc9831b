import { present, refCell, textCell, timeCell } from './cells.ts'
import { amount, text, time } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, str } from './fields.ts'
import type { Kind } from './kind.ts'
import { fieldsSection, sectionList, tableSection } from './sections.ts'
import { coresCell, memoryCell, sumOf } from './usage.ts'

/** What metrics.k8s.io measured of a Pod: the sum of its containers, as `kubectl top pods`. */
export const podMetrics: Kind = defineKind({
  id: 'metrics.k8s.io/PodMetrics',
  resource: 'pods',
  title: 'Pod metrics',
  shortName: 'podmetrics',
  namespaced: true,
  category: 'cluster',
  lesser: true,
  columns: [amount('cpu', 'CPU'), amount('memory', 'Memory'), text('window', 'Window', 100), time('measured', 'Measured')],
  read(object) {
    const usages = recs(object['containers']).map((container) => rec(container.usage))
    return {
      cells: [
        coresCell(sumOf(usages, 'cpu')),
        memoryCell(sumOf(usages, 'memory')),
        textCell(str(object['window'])),
        timeCell(object['timestamp']),
      ],
      health: present,
    }
  },
  detail(object) {
    const rows = recs(object['containers']).map((container) => {
      const usage = [rec(container.usage)]
      return [textCell(str(container.name)), coresCell(sumOf(usage, 'cpu')), memoryCell(sumOf(usage, 'memory'))]
    })
    const meta = rec(object.metadata)
    return sectionList(
      fieldsSection('Summary', [
        ['Pod', refCell('core/Pod', str(meta.namespace), str(meta.name))],
        ['Measured', timeCell(object['timestamp'])],
        ['Window', textCell(str(object['window']))],
      ]),
      tableSection('Containers', [text('name', 'Name', 160, { grow: true }), amount('cpu', 'CPU'), amount('memory', 'Memory')], rows),
    )
  },
})
