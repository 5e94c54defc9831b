import type { GraphEdge, GraphFrame, GraphMembers, GraphQuery, ObjectId, Result } from '../contract/index.ts'
import type { LayoutThread } from '../layout/layoutThread.ts'
import type { Picture } from './picture.ts'
import type { PlanKeeper } from './planKeeper.ts'
import type { ViewClock } from './slicedWork.ts'

/** An open view of a part of the graph. */
export interface GraphView {
  /** Asks for another part. The next frame is full. */
  change(query: GraphQuery): void
  /** What is new since the last frame; null when there is nothing, or nothing yet (then `onDirty` is called when there is). */
  take(): Omit<GraphFrame, 'subscription'> | null
  /** Kinds were listed, or may no longer be: ghosts and states read differently without any object having changed. */
  refresh(): void
  /** Forgets all places that are kept, and draws anew. */
  tidy(): Result<null>
  /** Keeps a box where a person put it, or lets it go again (null). */
  pin(box: string, at: { x: number; y: number } | null): Result<null>
  /** A page of what a tile stands for. */
  members(tile: ObjectId, start: number, count: number): Result<GraphMembers>
  /** The edges behind the edges of frames, with evidence; what is gone is left out. */
  edges(ids: readonly string[]): GraphEdge[]
  /** All edges of a tile, as in frames. */
  edgesOf(tile: ObjectId): GraphEdge[]
  /** The tile that stands for an object. */
  tileOf(id: ObjectId): ObjectId | null
  /** The picture on screen, as everything in it is now, and the question it answers; null while there is none. */
  shown(): { query: GraphQuery; picture: Picture } | null
  close(): void
}

export interface GraphViewOptions {
  layout: LayoutThread
  /** Where places are kept; without it, they last as long as the view. */
  plans?: PlanKeeper
  /** Called when `take` has something to give. */
  onDirty: () => void
  clock: ViewClock
}
