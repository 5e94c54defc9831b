import { ref, shallowRef, watch } from 'vue'
import type { ClusterId, EdgeCategory, GraphEdge, Hop, ObjectId } from '../../engine/contract/index.ts'
import type { Highlight } from '../graph/canvasEvents.ts'
import type { Scene, SceneLine } from '../graph/sceneModel.ts'
import { useAsking } from '../stores/asking.ts'
import { useGraph } from '../stores/graph.ts'

/** Folded objects of an answer that are looked for one by one; the rest is said to be not shown. */
const mostSought = 200

/** A hop of an answer as a line between tiles. */
function hopLine(id: string, source: ObjectId, target: ObjectId, edges: readonly [GraphEdge, ...GraphEdge[]]): SceneLine {
  const [{ category, state, confidence }] = edges
  return { id: `hop ${id}`, source, target, category: category satisfies EdgeCategory, state, inferred: confidence === 'inferred', edges }
}

/** What an answer of the graph shows in the picture: all of it, or the finding that is looked at. */
export function useTopologyAnswer(cluster: () => ClusterId, scene: () => Scene) {
  const asking = useAsking()
  const graph = useGraph()
  const highlight = shallowRef<Highlight | null>(null)
  /** Objects that the answer speaks of and this picture does not hold. */
  const notShown = ref(0)
  let lighting = 0

  async function light(): Promise<void> {
    const mine = ++lighting
    const { answer } = asking
    if (answer === null || asking.cluster !== cluster()) {
      highlight.value = null
      notShown.value = 0
      return
    }
    const findings = asking.at === null ? answer.findings : answer.findings.slice(asking.at, asking.at + 1)
    const edges = findings.flatMap((finding) => finding.hops.map((hop) => hop.edge))
    const ids = new Set<ObjectId>(edges.flatMap((edge) => [edge.source, edge.target]))
    for (const finding of findings) if (finding.target !== null) ids.add(finding.target)
    const { question } = answer
    if ('id' in question) ids.add(question.id)
    if ('from' in question) ids.add(question.from).add(question.to)
    const sought = [...ids].filter((id) => scene().tileOf(id) === null).slice(0, mostSought)
    await Promise.all(sought.map((id) => graph.tileOf(id)))
    if (mine !== lighting) return
    const tiles = new Set<ObjectId>()
    for (const id of ids) {
      const tile = scene().tileOf(id)
      if (tile !== null) tiles.add(tile)
    }
    notShown.value = [...ids].filter((id) => scene().tileOf(id) === null).length
    highlight.value = { tiles, lines: question.ask === 'path' ? pathLines(findings.map(({ hops }) => hops)) : hopLines(edges) }
  }

  /** The lines of ways: over what is not in the picture, one goes on to what is. */
  function pathLines(ways: readonly (readonly Hop[])[]): readonly SceneLine[] {
    const lines = new Map<string, SceneLine>()
    for (const hops of ways) {
      let at: ObjectId | null = null
      let passed: GraphEdge[] = []
      for (const { edge, along } of hops) {
        const [from, to] = along === 'forward' ? [edge.source, edge.target] : [edge.target, edge.source]
        if (passed.length === 0) at = scene().tileOf(from) ?? at
        passed.push(edge)
        const tile = scene().tileOf(to)
        if (tile === null) continue
        const [first, ...others] = passed
        if (at !== null && at !== tile && first !== undefined) {
          const isWritten = along === 'forward' || others.length > 0
          const [source, target] = isWritten ? [at, tile] : [tile, at]
          const id = `${source} ${target}`
          const line = hopLine(id, source, target, [first, ...others])
          lines.set(id, others.length > 0 ? { ...line, inferred: true } : line)
        }
        at = tile
        passed = []
      }
    }
    return [...lines.values()]
  }

  /** One line for all hops between the same two tiles. */
  function hopLines(edges: readonly GraphEdge[]): readonly SceneLine[] {
    const between = new Map<string, SceneLine>()
    for (const edge of edges) {
      const [source, target] = [scene().tileOf(edge.source), scene().tileOf(edge.target)]
      if (source === null || target === null || source === target) continue
      const id = `${source} ${target}`
      const was = between.get(id)
      between.set(id, was === undefined ? hopLine(id, source, target, [edge]) : { ...was, edges: [...was.edges, edge] })
    }
    return [...between.values()]
  }

  watch([() => asking.answer, () => asking.at, () => graph.pictures, () => graph.loading], () => {
    void light()
  })
  /** The line of one hop. */
  const lineOf = (edge: GraphEdge): SceneLine =>
    hopLine(edge.id, scene().tileOf(edge.source) ?? edge.source, scene().tileOf(edge.target) ?? edge.target, [edge])
  return { highlight, notShown, lineOf }
}
