import { kindId, objectId, type ObjectId } from '../../contract/index.ts'
import { isClusterScoped } from '../clusterScoped.ts'
import { isRecord } from '../fieldPath.ts'
import { textAt } from './podSpec.ts'

/** An object that an Event is about, or that had part in it. */
export interface EventSubject {
  id: ObjectId
  /** Empty when the Event does not say it: then whoever has the name is meant. */
  uid: string
  role: 'about' | 'related'
}

/**
 * What an Event is about (rule 98): `involvedObject` of `v1`, `regarding` of `events.k8s.io/v1`, and `related`. An Event is laid over these
 * objects and is no node of the graph. Objects without a namespace have their Events in `default`.
 */
export function eventSubjects(event: Readonly<Record<string, any>>): readonly EventSubject[] {
  const subjects: EventSubject[] = []
  const add = (value: unknown, role: EventSubject['role']): void => {
    const kindWord = textAt(value, 'kind')
    const name = textAt(value, 'name')
    if (!isRecord(value) || kindWord === '' || name === '') return
    const apiVersion = textAt(value, 'apiVersion')
    const kind = kindId(apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '', kindWord)
    const namespace = isClusterScoped(kind) ? '' : textAt(value, 'namespace')
    subjects.push({ id: objectId(kind, namespace, name), uid: textAt(value, 'uid'), role })
  }
  add(event['regarding'] ?? event['involvedObject'], 'about')
  add(event['related'], 'related')
  return subjects
}
