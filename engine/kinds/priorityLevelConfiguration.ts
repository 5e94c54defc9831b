import { ageCell, deleting, present, textCell } from './cells.ts'
import { age, figure, text } from './columns.ts'
import { conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { rec, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** PriorityLevelConfigurations: `kubectl get prioritylevelconfigurations`; how many requests the API server takes at a time, and what waits. */
export const priorityLevelConfiguration: Kind = defineKind({
  id: 'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  resource: 'prioritylevelconfigurations',
  title: 'PriorityLevels',
  shortName: 'prioritylevel',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [
    text('type', 'Type', 90),
    figure('shares', 'NominalConcurrencyShares', 190),
    figure('queues', 'Queues', 80),
    figure('handSize', 'HandSize', 90),
    figure('queueLength', 'QueueLengthLimit', 140),
    text('response', 'When full', 100),
    age,
  ],
  read(object) {
    const limited = limitedOf(object)
    const queuing = rec(rec(limited.limitResponse).queuing)
    return {
      cells: [
        textCell(str(rec(object.spec).type)),
        figureOf(limited.nominalConcurrencyShares),
        figureOf(queuing.queues),
        figureOf(queuing.handSize),
        figureOf(queuing.queueLengthLimit),
        textCell(str(rec(limited.limitResponse).type)),
        ageCell(object),
      ],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    const limited = limitedOf(object)
    const queuing = rec(rec(limited.limitResponse).queuing)
    const percent = (value: unknown): string | null => (scalar(value) === '' ? null : `${scalar(value)} %`)
    return sectionList(
      fieldsSection('Summary', [
        ['Type', textCell(str(rec(object.spec).type))],
        ['Shares', textCell(scalar(limited.nominalConcurrencyShares))],
        ['May lend', percent(limited.lendablePercent)],
        ['May borrow', percent(limited.borrowingLimitPercent)],
        ['When full', textCell(str(rec(limited.limitResponse).type))],
        ['Queues', textCell(scalar(queuing.queues))],
        ['Queues per flow', textCell(scalar(queuing.handSize))],
        ['Requests per queue', textCell(scalar(queuing.queueLengthLimit))],
      ]),
      conditionsSection(object),
    )
  },
})

function limitedOf(object: KubeObject): any {
  return rec(rec(object.spec).limited)
}

function figureOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
