import { visibleData } from '../contract/index.ts'
import type { Kind, Knowledge, KubeObject, ObjectLookup } from './kind.ts'
import { deletionSection, metadataSections, sectionList } from './sections.ts'

/**
 * Makes a kind whole: its drawer has control characters made visible (those of cells and health are the store's), and begins with a pending deletion and ends
 * with labels and annotations. `maskAnnotations` hides the values of annotations, for Secrets.
 */
export function defineKind(kind: Kind, options: { maskAnnotations?: boolean } = {}): Kind {
  return {
    ...kind,
    detail(object: KubeObject, lookup?: ObjectLookup, knowledge?: Knowledge) {
      return visibleData(
        sectionList(
          deletionSection(object),
          kind.detail(object, lookup, knowledge),
          metadataSections(object, options.maskAnnotations === true),
        ),
      )
    },
  }
}
