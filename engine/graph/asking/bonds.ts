import type { ObjectId } from '../../contract/index.ts'
import { edgeId } from '../../relations/reference.ts'
import type { Link } from '../link.ts'
import type { NodeTarget } from '../nodeTarget.ts'
import { dependenciesOf, type Bond } from './dependencies.ts'
import { otherEnd, type Ground } from './ground.ts'

/** One dependency between two things, with the link that says so. */
export interface Tie {
  dependent: NodeTarget
  needed: NodeTarget
  bond: Bond
  why: string
  link: Link
  /** This link and all others of the same edge. */
  links: readonly Link[]
}

/** Every dependency that one thing has a part in, read once each. */
export class Bonds {
  readonly #ground: Ground
  readonly #known = new Map<ObjectId, readonly Tie[]>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** What depends on it. */
  on(id: ObjectId): readonly Tie[] {
    return this.#of(id).filter((tie) => tie.needed.id === id)
  }

  /** What it depends on. */
  of(id: ObjectId): readonly Tie[] {
    return this.#of(id).filter((tie) => tie.dependent.id === id)
  }

  #of(id: ObjectId): readonly Tie[] {
    const known = this.#known.get(id)
    if (known) return known
    const ties: Tie[] = []
    const edges = new Map<string, Link[]>()
    for (const link of this.#ground.graph.links(id)) {
      const { source, target, reference } = link
      if (source.id === target.id) continue
      const dependencies = dependenciesOf(reference.rule, source.kind, target.kind)
      if (dependencies.length === 0) continue
      const edge = edgeId(reference.rule, source.id, target.id)
      const links = edges.get(edge) ?? []
      edges.set(edge, links)
      links.push(link)
      for (const { dependent, bond, why } of dependencies) {
        const one = dependent === 'source' ? source : target
        ties.push({ dependent: one, needed: otherEnd(link, one.id), bond: isOptional(link) ? optional(bond) : bond, why, link, links })
      }
    }
    this.#known.set(id, ties)
    return ties
  }
}

function isOptional({ reference }: Link): boolean {
  return reference.by === 'name' && reference.optional
}

function optional(bond: Bond): Bond {
  return bond === 'starts-with' || bond === 'works-with' || bond === 'runs-as' ? 'eased-by' : bond
}
