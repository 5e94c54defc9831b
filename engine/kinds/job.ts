import type { Cell, Health } from '../contract/index.ts'
import { humanDuration } from './age.ts'
import { ageCell, deleting, health, statusCell, textCell, timeCell, yesNoCell } from './cells.ts'
import { age, status, templateColumns, text } from './columns.ts'
import { conditionOf } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { epoch, num, rec, scalar, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { selectorText } from './labelSelector.ts'
import { podSpecOf, templateCells } from './podSpec.ts'
import { workloadSections } from './workload.ts'

/** Jobs: `kubectl get jobs -o wide`. */
export const job: Kind = defineKind({
  id: 'batch/Job',
  resource: 'jobs',
  title: 'Jobs',
  shortName: 'job',
  namespaced: true,
  category: 'workloads',
  columns: [
    status('status', 'Status', 130),
    text('completions', 'Completions', 100),
    { id: 'duration', title: 'Duration', type: 'quantity', align: 'end', width: 80 },
    age,
    ...templateColumns,
  ],
  read(object) {
    const health = jobHealth(object)
    return {
      cells: [
        statusCell(jobStatus(object), health.level),
        completions(object),
        duration(object),
        ageCell(object),
        ...templateCells(podSpecOf(object), rec(object.spec).selector),
      ],
      health,
    }
  },
  detail(object, lookup) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    return workloadSections(object, lookup, [
      ['Status', jobStatus(object)],
      ['Completions', completions(object)],
      ['Pods', `${num(state.active)} active, ${num(state.succeeded)} succeeded, ${num(state.failed)} failed`],
      ['Parallelism', textCell(scalar(spec.parallelism))],
      ['Completion mode', textCell(str(spec.completionMode))],
      ['Back-off limit', textCell(scalar(spec.backoffLimit))],
      ['Active deadline', typeof spec.activeDeadlineSeconds === 'number' ? `${spec.activeDeadlineSeconds} s` : null],
      ['Removed after', typeof spec.ttlSecondsAfterFinished === 'number' ? `${spec.ttlSecondsAfterFinished} s` : null],
      ['Started', timeCell(state.startTime)],
      ['Completed', timeCell(state.completionTime)],
      ['Suspended', spec.suspend === true ? yesNoCell(true) : null],
      ['Selector', textCell(selectorText(spec.selector))],
    ])
  },
})

function isTrue(object: KubeObject, type: string): boolean {
  return rec(conditionOf(object, type)).status === 'True'
}

/** Source of the rule: printJob in pkg/printers/internalversion/printers.go, Kubernetes 1.34. */
function jobStatus(object: KubeObject): string {
  if (isTrue(object, 'Complete')) return 'Complete'
  if (isTrue(object, 'Failed')) return 'Failed'
  if (deleting(object) !== null) return 'Terminating'
  for (const type of ['Suspended', 'FailureTarget', 'SuccessCriteriaMet']) if (isTrue(object, type)) return type
  return 'Running'
}

function completions(object: KubeObject): string {
  const spec = rec(object.spec)
  const succeeded = num(rec(object.status).succeeded)
  if (typeof spec.completions === 'number') return `${succeeded}/${spec.completions}`
  const parallelism = num(spec.parallelism)
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

/** A finished job has a length; of a running one the start is given, so that the figure stays live. */
function duration(object: KubeObject): Cell {
  const state = rec(object.status)
  const started = epoch(state.startTime)
  if (started === null) return null
  const completed = epoch(state.completionTime)
  if (completed === null) return { t: 'time', at: started }
  return { t: 'quantity', text: humanDuration(completed - started), value: (completed - started) / 1000 }
}

function jobHealth(object: KubeObject): Health {
  const failed = rec(conditionOf(object, 'Failed'))
  const target = rec(conditionOf(object, 'FailureTarget'))
  switch (jobStatus(object)) {
    case 'Complete':
      return health('healthy', 'Complete', str(rec(conditionOf(object, 'Complete')).message))
    case 'Failed':
      return health('failing', str(failed.reason) || 'Failed', str(failed.message))
    case 'FailureTarget':
      return health('failing', str(target.reason) || 'FailureTarget', str(target.message))
    case 'Terminating':
      return deleting(object) as Health
    case 'Suspended':
      return health('paused', 'Suspended', str(rec(conditionOf(object, 'Suspended')).message))
    case 'SuccessCriteriaMet':
      return health('progressing', 'SuccessCriteriaMet', str(rec(conditionOf(object, 'SuccessCriteriaMet')).message))
    default: {
      const pods = num(rec(object.status).failed)
      return health('progressing', 'Running', pods > 0 ? `${pods} pods have failed so far` : '')
    }
  }
}
