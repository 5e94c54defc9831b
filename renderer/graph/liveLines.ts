import type { PictureFlow } from '../../engine/contract/index.ts'
import type { Choice } from './levels.ts'
import { joinsTiles } from './levels.ts'
import type { LineShape } from './lineShape.ts'
import { linkPoints, routePoints, shapeOf } from './lineShape.ts'
import type { Scene, SceneLine } from './sceneModel.ts'
import { flows, rankOf } from './sceneModel.ts'

/** A line that is alive. `line` says what it stands for, when somebody asks. */
export interface LiveLine {
  source: string
  target: string
  shape: LineShape
  flow: PictureFlow
  dashed: boolean
  /** It has an arrow at both ends. */
  both: boolean
  broken: boolean
  asked: boolean
  /** A hop of an answer. */
  hop: boolean
  /** What lies over what: of two lines the more telling one, else always the same one, whichever came first. */
  z: number
  line: () => SceneLine | null
}

const isBroken = (line: SceneLine): boolean => line.state === 'dangling' || line.state === 'blocked' || line.state === 'forbidden'

/** Above all routes. */
const askedRank = 4
const ofOneRank = 100_000
function heightOf(id: string, rank: number): number {
  let hash = 0
  for (let i = 0; i < id.length; i++) hash = (hash * 31 + id.charCodeAt(i)) % ofOneRank
  return rank * ofOneRank + hash
}

/** The lines that a choice makes alive, by id: routes of the picture, and relations that are asked about. What has no length is none. */
export function liveLines(scene: Scene, choice: Pick<Choice, 'routes' | 'lines'>): Map<string, LiveLine> {
  const live = new Map<string, LiveLine>()
  for (const route of choice.routes) {
    const [a, b] = joinsTiles(route)
      ? [scene.tiles.get(route.source), scene.tiles.get(route.target)]
      : [scene.boxes.get(route.source), scene.boxes.get(route.target)]
    const shape = a === undefined || b === undefined ? null : shapeOf(routePoints(route), a, b)
    if (shape !== null)
      live.set(`route ${route.id}`, {
        source: route.source,
        target: route.target,
        shape,
        flow: route.flow,
        dashed: route.inferred || route.optional,
        both: route.both,
        broken: route.broken,
        asked: false,
        hop: false,
        z: heightOf(route.id, rankOf(route)),
        line: () => scene.lineOf(route),
      })
  }
  for (const line of choice.lines) {
    const [a, b] = [scene.tiles.get(line.source), scene.tiles.get(line.target)]
    const shape = a === undefined || b === undefined ? null : shapeOf(linkPoints(a, b), a, b)
    if (shape !== null)
      live.set(`line ${line.id}`, {
        source: line.source,
        target: line.target,
        shape,
        flow: line.inferred ? 'call' : flows[line.category],
        dashed: line.inferred || line.state === 'optional-missing',
        both: false,
        broken: isBroken(line),
        asked: true,
        hop: line.id.startsWith('hop '),
        z: heightOf(line.id, askedRank),
        line: () => line,
      })
  }
  return live
}
