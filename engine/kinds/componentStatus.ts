import type { Health } from '../contract/index.ts'
import { ageCell, health, statusCell, textCell } from './cells.ts'
import { age, status, text } from './columns.ts'
import { conditionList } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { rec, recs, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { sectionList } from './sections.ts'

/** ComponentStatuses: `kubectl get cs`. Deprecated since Kubernetes 1.19, and still served. */
export const componentStatus: Kind = defineKind({
  id: 'core/ComponentStatus',
  resource: 'componentstatuses',
  title: 'ComponentStatuses',
  shortName: 'cs',
  namespaced: false,
  category: 'cluster',
  lesser: true,
  columns: [status('status', 'Status', 110), text('message', 'Message', 260, { grow: true }), text('error', 'Error', 260), age],
  read(object) {
    const state = componentHealth(object)
    const { message, error } = healthy(object)
    return {
      cells: [statusCell(word(object), state.level), textCell(str(message)), textCell(str(error)), ageCell(object)],
      health: state,
    }
  },
  detail(object) {
    return sectionList(conditionList('Conditions', recs(object['conditions'])))
  },
})

/** Its conditions stand at the top: it has no status. */
function healthy(object: KubeObject): any {
  return rec(recs(object['conditions']).find((condition) => condition.type === 'Healthy'))
}

function word(object: KubeObject): string {
  const { status: state } = healthy(object)
  return state === 'True' ? 'Healthy' : state === undefined ? 'Unknown' : 'Unhealthy'
}

function componentHealth(object: KubeObject): Health {
  const { error, message } = healthy(object)
  const found = word(object)
  return health(
    found === 'Healthy' ? 'healthy' : found === 'Unknown' ? 'unknown' : 'failing',
    found,
    found === 'Healthy' ? '' : str(error) || str(message),
  )
}
