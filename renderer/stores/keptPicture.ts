import type { EdgeCategory, GraphFilter, GraphLens, ObjectId } from '../../engine/contract/index.ts'
import { edgeCategories } from '../../engine/contract/index.ts'
import { isFields, isFlag, isNumber, isObject, isText, isTexts, orNull } from './keptValues.ts'

/** What of a topology is kept: by a session, and by a saved view. */
export interface KeptPicture {
  namespaces: readonly string[] | null
  steps: number
  categories: readonly EdgeCategory[] | null
  lens: GraphLens
  filter: GraphFilter
  incident: boolean
  application: ObjectId | null
}

const lenses: Readonly<Record<GraphLens, true>> = {
  everything: true,
  workloads: true,
  network: true,
  storage: true,
  configuration: true,
  rbac: true,
  scheduling: true,
  delivery: true,
}

/** Whether what was kept can be shown. */
export function isPicture(value: unknown): value is KeptPicture {
  if (!isFields(value)) return false
  const { filter, categories } = value
  return (
    orNull(isTexts)(value['namespaces']) &&
    isNumber(value['steps']) &&
    value['steps'] >= 1 &&
    value['steps'] <= 3 &&
    (categories === null || (isTexts(categories) && categories.every((one) => (edgeCategories as readonly string[]).includes(one)))) &&
    isText(value['lens']) &&
    Object.hasOwn(lenses, value['lens']) &&
    isFlag(value['incident']) &&
    orNull(isObject)(value['application']) &&
    isFields(filter) &&
    orNull(isTexts)(filter['kinds']) &&
    orNull(isTexts)(filter['health']) &&
    isText(filter['labels']) &&
    isText(filter['text'])
  )
}
