import type { GraphQuestion, ObjectId } from '../../engine/contract/index.ts'
import { parseObjectId } from '../../engine/contract/index.ts'

/** A question of the palette or drawer; a path begins here, its other end is chosen afterwards; a verdict is put together in a form. */
export type AskedQuestion = GraphQuestion | { ask: 'path-from'; from: ObjectId } | { ask: 'verdict-form'; from: ObjectId | null }

const withPods = new Set([
  'core/Pod',
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'apps/ReplicaSet',
  'batch/Job',
  'batch/CronJob',
])

/** What one may ask about an object (null: none is selected), and about the whole cluster. */
export function questionsAbout(id: ObjectId | null): readonly { text: string; aboutObject: boolean; question: AskedQuestion }[] {
  const kind = id === null ? null : (parseObjectId(id)?.kind ?? null)
  const about: { text: string; aboutObject: boolean; question: AskedQuestion }[] = []
  if (id !== null && kind !== null) {
    about.push({ text: 'What depends on this', aboutObject: true, question: { ask: 'impact', id } })
    about.push({ text: 'What this needs', aboutObject: true, question: { ask: 'needs', id } })
    about.push({ text: 'Path to…', aboutObject: true, question: { ask: 'path-from', from: id } })
    if (kind === 'core/Secret' || kind === 'core/ConfigMap')
      about.push({ text: 'Who can read this', aboutObject: true, question: { ask: 'readers', id } })
    if (withPods.has(kind)) about.push({ text: 'Ways in from outside', aboutObject: true, question: { ask: 'ways-in', id } })
  }
  about.push({
    text: 'May this Pod reach…',
    aboutObject: kind === 'core/Pod',
    question: { ask: 'verdict-form', from: kind === 'core/Pod' ? id : null },
  })
  about.push({
    text: 'Orphans, dangling references, single points',
    aboutObject: false,
    question: { ask: 'orphans', namespaces: null },
  })
  return about
}
