import type { Cell } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, statusCell, textCell, timeCell, yesNoCell } from './cells.ts'
import { age, figure, status, templateColumns, text, time } from './columns.ts'
import { nextRun } from './cronSchedule.ts'
import { defineKind } from './defineKind.ts'
import { arr, num, rec, recs, scalar, str } from './fields.ts'
import type { Kind, ObjectLookup } from './kind.ts'
import { podSpecOf, templateCells } from './podSpec.ts'
import { workloadSections } from './workload.ts'

/** CronJobs: `kubectl get cronjobs -o wide`. */
export const cronJob: Kind = defineKind({
  id: 'batch/CronJob',
  resource: 'cronjobs',
  title: 'CronJobs',
  shortName: 'cj',
  namespaced: true,
  category: 'workloads',
  columns: [
    text('schedule', 'Schedule', 120),
    text('timeZone', 'Timezone', 120),
    status('suspend', 'Suspend', 80),
    figure('active', 'Active', 64),
    time('lastSchedule', 'Last schedule', 100),
    time('lastSuccess', 'Last success', 100),
    age,
    ...templateColumns,
  ],
  read(object) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    const suspended = spec.suspend === true
    return {
      cells: [
        textCell(str(spec.schedule)),
        textCell(str(spec.timeZone)),
        typeof spec.suspend === 'boolean' ? statusCell(suspended ? 'True' : 'False', suspended ? 'paused' : 'healthy') : null,
        arr(state.active).length,
        timeCell(state.lastScheduleTime),
        timeCell(state.lastSuccessfulTime),
        ageCell(object),
        ...templateCells(podSpecOf(object), rec(rec(spec.jobTemplate).spec).selector),
      ],
      health: deleting(object) ?? (suspended ? health('paused', 'Suspended') : health('healthy', 'Scheduled')),
    }
  },
  detail(object, lookup) {
    const spec = rec(object.spec)
    const state = rec(object.status)
    return workloadSections(object, lookup, [
      ['Schedule', textCell(str(spec.schedule))],
      ['Time zone', textCell(str(spec.timeZone))],
      nextField(spec, lookup),
      ['Suspended', yesNoCell(spec.suspend)],
      ['Concurrency', textCell(str(spec.concurrencyPolicy))],
      ['Starting deadline', typeof spec.startingDeadlineSeconds === 'number' ? `${spec.startingDeadlineSeconds} s` : null],
      ['Kept successful', textCell(scalar(spec.successfulJobsHistoryLimit))],
      ['Kept failed', textCell(scalar(spec.failedJobsHistoryLimit))],
      ['Last schedule', timeCell(state.lastScheduleTime)],
      ['Last success', timeCell(state.lastSuccessfulTime)],
      ['Active jobs', listCell(recs(state.active).map((active) => str(active.name)))],
      ['Back-off limit', textCell(scalar(rec(rec(spec.jobTemplate).spec).backoffLimit))],
      ['Parallelism', num(rec(rec(spec.jobTemplate).spec).parallelism) > 1 ? num(rec(rec(spec.jobTemplate).spec).parallelism) : null],
    ])
  },
})

/** Without a zone of its own a CronJob goes by the clock of its controller, which nobody can ask: mostly that is UTC, and the label says so. */
function nextField(spec: any, lookup: ObjectLookup | undefined): readonly [string, Cell] {
  const zone = str(spec.timeZone)
  const at = lookup === undefined || spec.suspend === true ? null : nextRun(str(spec.schedule), zone || 'UTC', lookup.now())
  return [zone === '' ? 'Next, by UTC' : 'Next', at === null ? null : { t: 'time', at }]
}
