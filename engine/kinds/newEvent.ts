import { defineKind } from './defineKind.ts'
import { event } from './event.ts'
import { rec } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'

/** Events as the group events.k8s.io serves them: the same objects as those of the core group, with other names for their fields. */
export const newEvent: Kind = defineKind({
  ...event,
  id: 'events.k8s.io/Event',
  title: 'Events (events.k8s.io)',
  lesser: true,
  read: (object, now) => event.read(asCore(object), now),
  detail: (object) => event.detail(asCore(object)).filter(({ title }) => title !== 'Labels' && title !== 'Annotations'),
})

/** Source of the names: Convert_v1_Event_To_core_Event in pkg/apis/events/v1. */
function asCore(object: KubeObject): KubeObject {
  return {
    metadata: rec(object.metadata),
    type: object['type'],
    reason: object['reason'],
    message: object['note'],
    action: object['action'],
    series: object['series'],
    related: object['related'],
    eventTime: object['eventTime'],
    involvedObject: object['regarding'],
    count: object['deprecatedCount'],
    firstTimestamp: object['deprecatedFirstTimestamp'],
    lastTimestamp: object['deprecatedLastTimestamp'],
    source: object['deprecatedSource'],
    reportingComponent: object['reportingController'],
    reportingInstance: object['reportingInstance'],
  }
}
