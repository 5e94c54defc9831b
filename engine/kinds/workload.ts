import type { Cell, DetailSection } from '../contract/index.ts'
import { conditionsSection } from './conditions.ts'
import { containersSection } from './containers.ts'
import { environmentSections } from './environment.ts'
import { rec, str } from './fields.ts'
import type { KubeObject, ObjectLookup } from './kind.ts'
import { podSpecFields, podSpecOf, podSpecSections } from './podSpec.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** The drawer of everything that makes pods from a template. */
export function workloadSections(
  object: KubeObject,
  lookup: ObjectLookup | undefined,
  fields: readonly (readonly [string, Cell])[],
  after: readonly (DetailSection | null)[] = [],
): readonly DetailSection[] {
  const podSpec = podSpecOf(object)
  const namespace = str(rec(object.metadata).namespace)
  return sectionList(
    fieldsSection('Summary', fields),
    conditionsSection(object),
    containersSection(podSpec, null),
    environmentSections(podSpec, { namespace, pod: null, lookup }),
    ...after,
    fieldsSection('Pod template', podSpecFields(podSpec, namespace)),
    podSpecSections(podSpec, namespace),
  )
}
