import type { ObjectId } from '../../engine/contract/index.ts'
import type { SceneLine } from './sceneModel.ts'

/** What of the picture is not on screen as lines and words. */
export interface CanvasCounts {
  summed: number
  /** Relations that are drawn when one of their ends is selected; reckoned when it is asked for. */
  quiet: () => number
  linesLeftOut: number
  labelsLeftOut: number
}

/** What the canvas tells its view. */
export interface CanvasEvents {
  pick: (id: ObjectId) => void
  open: (id: ObjectId) => void
  pickLine: (line: SceneLine | null) => void
  counted: (counts: CanvasCounts) => void
  /** A person put a box elsewhere; corner in layout units. */
  moved: (box: string, at: { x: number; y: number }) => void
}

/** How a scene is shown. */
export interface ShowOptions {
  /** All of it is brought into view. */
  fit: boolean
  /** It is still being listed. */
  settling: boolean
  /** The object that it is about. */
  focus: ObjectId | null
  /** Workloads whose Pods are drawn apart. */
  apart: ReadonlySet<ObjectId>
}

/** What an answer shows: the tiles it speaks of, and its hops as lines. */
export interface Highlight {
  tiles: ReadonlySet<ObjectId>
  lines: readonly SceneLine[]
}
