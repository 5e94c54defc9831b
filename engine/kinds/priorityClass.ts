import { ageCell, deleting, present, textCell, yesNoCell } from './cells.ts'
import { age, figure, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { num, str } from './fields.ts'
import type { Kind } from './kind.ts'
import { fieldsSection, sectionList, textSection } from './sections.ts'

/** PriorityClasses: `kubectl get pc -o wide`, with what each is for. */
export const priorityClass: Kind = defineKind({
  id: 'scheduling.k8s.io/PriorityClass',
  resource: 'priorityclasses',
  title: 'PriorityClasses',
  shortName: 'pc',
  namespaced: false,
  category: 'cluster',
  columns: [
    figure('value', 'Value', 100),
    text('globalDefault', 'Global-Default', 110),
    text('description', 'Description', 320, { grow: true }),
    age,
    text('preemption', 'PreemptionPolicy', 150),
  ],
  read(object) {
    return {
      cells: [
        num(object['value']),
        yesNoCell(object['globalDefault'] === true),
        textCell(str(object['description'])),
        ageCell(object),
        textCell(str(object['preemptionPolicy'])),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    return sectionList(
      fieldsSection('Summary', [
        ['Value', num(object['value'])],
        ['Default of the cluster', yesNoCell(object['globalDefault'] === true)],
        ['Preemption', str(object['preemptionPolicy']) || 'PreemptLowerPriority'],
      ]),
      textSection('Description', str(object['description'])),
    )
  },
})
