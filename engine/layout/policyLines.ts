import type { ObjectId } from '../contract/index.ts'
import { compare } from './order.ts'
import type { Card, Space, Tile, TileEdge } from './scene.ts'
import type { TileSet } from './tiles.ts'

/** One peer of a policy, in tiles: who is let through to what the policy guards. */
export interface PolicyFlow {
  policy: ObjectId
  /** The edge that says so, from the policy to the set of peers. */
  edge: string
  /** The namespace that this is said for: that of the policy, or one of those a policy of the cluster is about. */
  space: string
  /** From the peers to what is guarded, or the other way round. */
  direction: 'ingress' | 'egress'
  /** Workloads of that namespace, or accounts they run under. */
  peers: readonly ObjectId[]
  /** Other namespaces with peers. */
  spaces: readonly string[]
  /** What the policy isolates, and the edges that say so. Empty: nothing that runs now. */
  guarded: readonly ObjectId[]
  /** The edge that says what the policy is about, where it is one to a set of Pods; null: one for each of them. */
  why: string | null
  /** Lines that are not drawn, since a set of so many stays a set. */
  leftOut: number
}

/** Lines of policies between cards, per card: more than that is a hairball. Of namespaces as of cards. */
export const policyBudget = 1.5

interface Line {
  source: string
  target: string
  reasons: Set<string>
  /** Those of them that are peers: one each. */
  peers: Set<string>
}

/**
 * Draws who is allowed to what: between workloads of a card, between cards, between namespaces. A line that a call says already is not drawn
 * again, and two that only differ in their direction are one. Returns the lines between namespaces. Call it when it is settled which tile
 * stands for what.
 */
export function policyLines(
  flows: readonly PolicyFlow[],
  set: TileSet,
  spaces: ReadonlyMap<string, Space>,
  cardOf: ReadonlyMap<ObjectId, Card>,
): TileEdge[] {
  const inCards = new Map<Card, Lines>()
  const between = new Map<Space, Lines>()
  const cross = new Lines()
  const tileOf = (id: ObjectId): Tile | undefined => set.tiles.get(set.tileOf.get(id) ?? '')
  for (const flow of flows) {
    const policy = tileOf(flow.policy)
    const space = policy && spaces.get(flow.space)
    // What lens or filter leave out takes its lines with it.
    if (!policy || !space) continue
    if (flow.leftOut > 0) space.linesLeftOut = (space.linesLeftOut ?? 0) + flow.leftOut
    const guarded = flow.guarded.flatMap((id) => tileOf(id) ?? [])
    const reason = (tile: Tile): string => flow.why ?? `64:${policy.id}>${tile.id}`
    for (const guard of guarded) {
      for (const id of flow.peers) {
        const peer = tileOf(id)
        if (!peer || peer === guard) continue
        const [a, b] = flow.direction === 'ingress' ? [peer, guard] : [guard, peer]
        const [from, to] = [cardOf.get(a.id), cardOf.get(b.id)]
        if (!from || !to) continue
        const lines = from === to ? linesOf(inCards, from) : linesOf(between, space)
        const [source, target] = from === to ? [a.id, b.id] : [from.key, to.key]
        lines.add(source, target, flow.edge, reason(guard))
      }
    }
    const [first] = guarded
    if (!first) continue
    for (const name of flow.spaces) {
      if (!spaces.has(name)) continue
      const [source, target] = flow.direction === 'ingress' ? [name, space.name] : [space.name, name]
      cross.add(source, target, flow.edge, reason(first))
    }
  }
  for (const [card, lines] of inCards) card.edges.push(...lines.drawn(card.edges))
  for (const [space, lines] of between) space.flows.push(...lines.drawn(space.flows))
  const trunks = cross.drawn([])
  if (trunks.length <= policyBudget * spaces.size) return trunks
  for (const { target } of trunks) {
    const space = spaces.get(target)
    if (space) space.linesLeftOut = (space.linesLeftOut ?? 0) + 1
  }
  return []
}

/** What a route takes over of an edge that is no edge of the graph. */
export function whyOf({ reasons, both }: TileEdge): Pick<TileEdge, 'reasons' | 'both'> {
  return { ...(reasons ? { reasons } : {}), ...(both ? { both } : {}) }
}

function linesOf<K>(map: Map<K, Lines>, key: K): Lines {
  let lines = map.get(key)
  if (!lines) map.set(key, (lines = new Lines()))
  return lines
}

/** Lines of one box while they are found, by their ends. */
class Lines {
  readonly #found = new Map<string, Line>()

  add(source: string, target: string, peer: string, isolation: string): void {
    const key = `${source}\n${target}`
    let line = this.#found.get(key)
    if (!line) this.#found.set(key, (line = { source, target, reasons: new Set(), peers: new Set() }))
    line.reasons.add(peer).add(isolation)
    line.peers.add(peer)
  }

  /** Those that say what no line of traffic says, sorted. */
  drawn(others: readonly TileEdge[]): TileEdge[] {
    for (const { source, target, flow } of others) if (flow === 'call' || flow === 'traffic') this.#found.delete(`${source}\n${target}`)
    const out: TileEdge[] = []
    for (const { source, target, reasons, peers } of this.#found.values()) {
      const back = this.#found.get(`${target}\n${source}`)
      if (back && compare(target, source) < 0) continue
      for (const reason of back?.reasons ?? []) reasons.add(reason)
      for (const peer of back?.peers ?? []) peers.add(peer)
      const edge: TileEdge = {
        source,
        target,
        flow: 'policy',
        broken: false,
        optional: false,
        inferred: false,
        // Peers, one each: what is isolated is said once, however many are let through.
        count: peers.size,
        reasons: [...reasons].sort(compare),
      }
      if (back) edge.both = true
      out.push(edge)
    }
    return out.sort((a, b) => compare(a.source, b.source) || compare(a.target, b.target))
  }
}
