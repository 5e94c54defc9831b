import { err, ok, type GraphQuery, type Result } from '../contract/index.ts'
import { applicationGroup, namespaceGroup } from '../layout/groupIds.ts'
import { pinCard, pinSpace, unpin, type Plan } from '../layout/plan.ts'
import { narrows } from './chosen.ts'

/** Where the places of pictures are kept, by cluster, scope and lens. */
export interface PlanKeeper {
  /** The places that are kept for a query; null where there are none, or none that can be read (which is told elsewhere). Never fails. */
  load(query: GraphQuery): Promise<Plan | null>
  keep(query: GraphQuery, plan: Plan): void
  drop(query: GraphQuery): void
}

/** A plan in which a box (the id of its group) stands where a person put it (its corner in the whole picture), or is let go (null). */
export function pinBox(plan: Plan, box: string, at: { x: number; y: number } | null): Result<Plan> {
  for (const space of plan.spaces) {
    const { name } = space
    if (box === namespaceGroup(name)) return ok(at ? pinSpace(plan, name, at) : unpin(plan, name, null))
    for (const { key } of space.cards) {
      // What nothing refers to stands in one card, whose key ends so.
      if (box !== applicationGroup({ key, loose: key.endsWith('/~'), namespace: name })) continue
      return ok(at ? pinCard(plan, name, key, { x: Math.max(0, at.x - space.x), y: Math.max(0, at.y - space.y) }) : unpin(plan, name, key))
    }
  }
  return err({
    code: 'not-found',
    message: 'There is no such box that can be moved.',
    where: box.slice(0, 300),
    todo: 'Namespaces and applications can be moved; it may just have gone.',
  })
}

/** What the kept places of a query are kept by; null where none are kept: around an object, and where only some of a part is shown. */
export function placesOf({ cluster, scope, lens = 'everything', filter, incident }: GraphQuery): string | null {
  if (scope.type === 'object' || (filter && narrows(filter)) || incident === true) return null
  const part = scope.type === 'cluster' ? '' : scope.type === 'application' ? scope.id : [...scope.namespaces].sort().join(',')
  return [cluster, lens, scope.type, part].join(' ')
}
