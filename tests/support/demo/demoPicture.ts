import type {
  GraphGroup,
  GraphNode,
  ObjectId,
  HealthCounts,
  PictureBox,
  PicturePatch,
  PictureRoute,
  PictureTile,
} from '../../../engine/contract/index.ts'
import { noHealth } from '../../../engine/contract/index.ts'

/** The picture of nodes that have places: tiles where they stand, a route from every Service to its Deployment. */
export function demoPicture(nodes: readonly GraphNode[], groups: readonly GraphGroup[]): PicturePatch {
  const corner = (p: { x: number; y: number; width: number; height: number }): { x: number; y: number; w: number; h: number } => ({
    x: p.x - p.width / 2,
    y: p.y - p.height / 2,
    w: p.width,
    h: p.height,
  })
  const podsOf = (id: ObjectId): HealthCounts => {
    const sum = noHealth()
    for (const node of nodes) if (node.foldedInto === id && node.kind === 'core/Pod') sum[node.computed.health]++
    return sum
  }
  const tiles = nodes.flatMap((node): PictureTile[] => {
    if (node.position === undefined) return []
    const pods = node.kind === 'apps/Deployment' ? podsOf(node.id) : null
    const all = Object.values(pods ?? {}).reduce((a, b) => a + b, 0)
    return [
      {
        id: node.id,
        kind: node.kind,
        ...corner(node.position),
        box: node.group ?? '',
        role: pods ? 'workload' : node.kind === 'core/Service' ? 'service' : 'need',
        icon: 'M4 4h16v16H4z',
        label: node.name,
        extra: '',
        named: true,
        ghost: node.computed.state === 'missing' ? 'missing' : null,
        health: node.computed.health,
        reason: node.computed.reason,
        pods,
        desired: all,
        ready: pods?.healthy ?? 0,
        grid: pods ? { room: 26, columns: 13, pitch: 12, cell: 10, top: 42 } : null,
        scheduled: false,
        stack: 0,
        scale: 1,
        square: false,
      },
    ]
  })
  const boxes = groups.flatMap((group): PictureBox[] =>
    group.position === undefined
      ? []
      : [
          {
            id: group.id,
            type: group.type,
            title: group.title,
            parent: group.parent,
            ...corner(group.position),
            head: group.type === 'application' ? 28 : 44,
            health: group.worstHealth,
            pods: noHealth(),
            words: [`${group.members.length} objects`],
            loose: false,
            pinned: false,
            scale: 1,
            captions: [],
          },
        ],
  )
  const routes = tiles.flatMap((tile): PictureRoute[] => {
    const to = tiles.find((one) => one.box === tile.box && one.role === 'workload')
    return tile.role !== 'service' || to === undefined
      ? []
      : [
          {
            id: `traffic ${tile.id} ${to.id}`,
            source: tile.id,
            target: to.id,
            points: [tile.x + tile.w, tile.y + tile.h / 2, to.x, to.y + 18],
            flow: 'traffic',
            level: 'card',
            curved: true,
            broken: false,
            optional: false,
            inferred: false,
            count: 1,
            reasons: [],
            both: false,
          },
        ]
  })
  return { width: 3000, height: 900, tiles, removedTiles: [], boxes, removedBoxes: [], routes, removedRoutes: [] }
}
