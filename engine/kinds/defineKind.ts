import type { Kind, KubeObject, ObjectLookup } from './kind.ts'
import { deletionSection, metadataSections, sectionList } from './sections.ts'
import { visibleCell, visibleHealth, visibleSections } from './visibleText.ts'

/**
 * Makes a kind whole: whatever it reads has its control characters made visible, and its drawer begins with a pending deletion and ends
 * with labels and annotations. `maskAnnotations` hides the values of annotations, for Secrets.
 */
export function defineKind(kind: Kind, options: { maskAnnotations?: boolean } = {}): Kind {
  return {
    ...kind,
    read(object: KubeObject, now: number) {
      const facts = kind.read(object, now)
      return { ...facts, cells: facts.cells.map(visibleCell), health: visibleHealth(facts.health) }
    },
    detail(object: KubeObject, lookup?: ObjectLookup) {
      return visibleSections(
        sectionList(deletionSection(object), kind.detail(object, lookup), metadataSections(object, options.maskAnnotations === true)),
      )
    },
  }
}
