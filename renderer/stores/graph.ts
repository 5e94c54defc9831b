import { markRaw, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type {
  EngineError,
  ExportedFile,
  ExportOptions,
  GraphEdge,
  GraphFrame,
  GraphGroup,
  GraphMembers,
  GraphNode,
  GraphQuery,
  ObjectId,
  PictureBox,
  PictureRoute,
  PictureTile,
  Result,
} from '../../engine/contract/index.ts'
import { err } from '../../engine/contract/index.ts'
import { useNotices } from './notices.ts'
import { useConnection } from './connection.ts'
import { engine } from './link.ts'
import { definePaneStore } from './paneStore.ts'

/** What one frame changed; the canvas patches itself with it. `full`: forget everything first. */
export type GraphPatch = Pick<
  GraphFrame,
  'full' | 'nodes' | 'removedNodes' | 'edges' | 'removedEdges' | 'groups' | 'removedGroups' | 'picture'
>

const noPicture: GraphFrame['picture'] = {
  width: 0,
  height: 0,
  tiles: [],
  removedTiles: [],
  boxes: [],
  removedBoxes: [],
  routes: [],
  removedRoutes: [],
}
/** What decides which picture is shown: the same with other edges, or with something opened, is the same picture. */
const pictureOf = (q: GraphQuery | null): unknown => [q?.cluster, q?.scope, q?.lens, q?.filter, q?.incident]
const nothing: GraphFrame['totals'] = { objects: 0, drawn: 0, folded: 0, notDrawn: 0, ghosts: 0, leftOut: 0 }

/** The graph of a pane. Nodes, edges and groups are kept whole here and never watched deeply; `revision` says when they changed. */
export const useGraph = definePaneStore('graph', () => {
  const query = shallowRef<GraphQuery | null>(null)
  const nodes = markRaw(new Map<ObjectId, GraphNode>())
  const edges = markRaw(new Map<string, GraphEdge>())
  const groups = markRaw(new Map<string, GraphGroup>())
  const tiles = markRaw(new Map<ObjectId, PictureTile>())
  const boxes = markRaw(new Map<string, PictureBox>())
  const routes = markRaw(new Map<string, PictureRoute>())
  const revision = ref(0)
  /** Rises when another scope is shown: what is drawn is another thing then, and is brought into view. A picture told anew is not. */
  const pictures = ref(0)
  const totals = shallowRef(nothing)
  /** Size of the picture, in layout units. */
  const extent = shallowRef({ width: 0, height: 0 })
  const isComplete = ref(false)
  /** Tiles of objects that are folded into them, as far as somebody asked. */
  const folded = markRaw(new Map<ObjectId, ObjectId>())
  const refused = shallowRef<EngineError | null>(null)
  const loading = ref(false)
  const listeners = new Set<(patch: GraphPatch) => void>()
  let subscription: number | null = null
  let stopFrames: (() => void) | null = null
  let opening = 0
  let shownScope = ''

  function clear(): void {
    nodes.clear()
    edges.clear()
    groups.clear()
    tiles.clear()
    boxes.clear()
    routes.clear()
    folded.clear()
  }

  function apply(frame: GraphFrame): void {
    if (frame.full) clear()
    for (const id of frame.removedEdges) edges.delete(id)
    for (const id of frame.removedNodes) nodes.delete(id)
    for (const id of frame.removedGroups) groups.delete(id)
    for (const group of frame.groups) groups.set(group.id, group)
    for (const node of frame.nodes) nodes.set(node.id, node)
    for (const edge of frame.edges) edges.set(edge.id, edge)
    const { picture } = frame
    for (const id of picture.removedTiles) tiles.delete(id)
    for (const id of picture.removedBoxes) boxes.delete(id)
    for (const id of picture.removedRoutes) routes.delete(id)
    for (const tile of picture.tiles) tiles.set(tile.id, tile)
    for (const box of picture.boxes) boxes.set(box.id, box)
    for (const route of picture.routes) routes.set(route.id, route)
    totals.value = frame.totals
    if (picture.width !== extent.value.width || picture.height !== extent.value.height)
      extent.value = { width: picture.width, height: picture.height }
    isComplete.value = frame.isComplete
    if (frame.full) {
      loading.value = false
      const scope = frame.subscription === 0 ? '' : JSON.stringify(pictureOf(query.value))
      if (scope !== shownScope) pictures.value++
      shownScope = scope
    }
    revision.value++
    for (const listener of listeners) listener(frame)
  }

  function drop(): void {
    stopFrames?.()
    stopFrames = null
    if (subscription !== null) void engine().api.closeSubscription(subscription)
    subscription = null
  }

  async function subscribe(): Promise<void> {
    const q = query.value
    if (q === null) return
    drop()
    const mine = ++opening
    const answer = await engine().api.openGraph(q)
    if (mine !== opening) {
      if (answer.ok) void engine().api.closeSubscription(answer.value)
      return
    }
    if (!answer.ok) {
      loading.value = false
      if (answer.error.code !== 'engine-gone') refused.value = answer.error
      return
    }
    subscription = answer.value
    stopFrames = engine().onFrame(answer.value, (frame) => {
      if (frame.type === 'graph' && mine === opening) apply(frame.frame)
    })
    if (query.value !== q) await send()
  }

  async function send(): Promise<void> {
    if (query.value === null || subscription === null) return
    const answer = await engine().api.changeGraph(subscription, query.value)
    if (!answer.ok && answer.error.code !== 'engine-gone') refused.value = answer.error
  }

  /** Shows a graph; the same cluster with another scope changes the open one. */
  function show(next: GraphQuery): void {
    const was = query.value
    if (was !== null && JSON.stringify(was) === JSON.stringify(next)) return
    query.value = next
    refused.value = null
    loading.value = true
    if (was === null || was.cluster !== next.cluster) {
      apply({
        subscription: 0,
        revision: 0,
        full: true,
        nodes: [],
        removedNodes: [],
        edges: [],
        removedEdges: [],
        groups: [],
        removedGroups: [],
        picture: noPicture,
        isComplete: false,
        totals: nothing,
        changedAt: 0,
      })
      loading.value = true
      void subscribe()
    } else if (subscription !== null) void send()
  }

  /** Hears every patch; returns the stop function. The whole present graph is handed over first. */
  function onPatch(listener: (patch: GraphPatch) => void): () => void {
    listeners.add(listener)
    listener({
      full: true,
      nodes: [...nodes.values()],
      removedNodes: [],
      edges: [...edges.values()],
      removedEdges: [],
      groups: [...groups.values()],
      removedGroups: [],
      picture: { ...noPicture, tiles: [...tiles.values()], boxes: [...boxes.values()], routes: [...routes.values()] },
    })
    return () => {
      listeners.delete(listener)
    }
  }

  /** Writes what is on screen to a file. */
  function exportTo(path: string, options: ExportOptions): Promise<Result<ExportedFile>> {
    if (subscription === null)
      return Promise.resolve(err({ code: 'not-found', message: 'No graph is open.', todo: 'Export it when it is on the screen.' }))
    return engine().api.exportGraph(subscription, path, options)
  }

  /** Ends an export that is being written. */
  function cancelExport(): void {
    if (subscription !== null) void engine().api.cancelExport(subscription)
  }

  /** The tile that stands for an object here, also where it is folded into one; null when the picture does not hold it. */
  async function tileOf(id: ObjectId): Promise<ObjectId | null> {
    if (tiles.has(id)) return id
    const known = folded.get(id)
    if (known !== undefined && tiles.has(known)) return known
    if (subscription === null) return null
    const answer = await engine().api.graphTile(subscription, id)
    if (!answer.ok || answer.value === null || !tiles.has(answer.value)) return null
    folded.set(id, answer.value)
    revision.value++
    return answer.value
  }

  /** Edges by their ids, with evidence; what is gone meanwhile is missing. */
  async function evidence(ids: readonly string[]): Promise<Result<readonly GraphEdge[]>> {
    if (subscription === null) return { ok: true, value: [] }
    return engine().api.graphEdges(subscription, ids)
  }

  /** All that a tile stands for, a page of it. */
  async function members(tile: ObjectId, start: number, howMany: number): Promise<Result<GraphMembers>> {
    if (subscription === null) return { ok: true, value: { total: 0, nodes: [] } }
    return engine().api.graphMembers(subscription, tile, start, howMany)
  }

  /** Draws the picture anew from its objects alone: places that were kept, pins too, are forgotten. */
  async function tidy(): Promise<void> {
    if (subscription === null) return
    const answer = await engine().api.tidyGraph(subscription)
    if (!answer.ok) useNotices().add('Tidying the picture failed', answer.error)
  }

  /** Keeps a box where a person put it; null lets it go again. */
  async function pin(box: string, at: { x: number; y: number } | null): Promise<void> {
    if (subscription === null) return
    const answer = await engine().api.pinGraph(subscription, box, at)
    if (!answer.ok) useNotices().add(at === null ? 'Letting the box go failed' : 'The box was not moved', answer.error)
  }

  function close(): void {
    opening++
    drop()
    query.value = null
  }
  onScopeDispose(close)

  watch(
    () => useConnection().generation,
    () => {
      if (query.value === null) return
      stopFrames?.()
      stopFrames = null
      subscription = null
      void subscribe()
    },
  )

  return {
    query,
    nodes,
    edges,
    groups,
    tiles,
    boxes,
    routes,
    revision,
    pictures,
    totals,
    extent,
    exportTo,
    cancelExport,
    isComplete,
    refused,
    loading,
    show,
    onPatch,
    close,
    subscribe,
    folded,
    tileOf,
    evidence,
    members,
    tidy,
    pin,
  }
})
