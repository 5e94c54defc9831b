import type { GraphNode, ObjectId, PictureBox, PictureRoute, PictureTile } from '../contract/index.ts'
import { forEachInPieces, type InPieces } from '../layout/inPieces.ts'
import type { Scene, Tile } from '../layout/scene.ts'
import { refreshTiles } from '../layout/sceneHealth.ts'
import { pictureBoxes, pictureRoutes, pictureTile, tilesWithHomes, type Home } from '../layout/scenePicture.ts'
import type { Picture } from './picture.ts'

/** The scene a window sees, as it is told: what changed of an object's facts is said anew without drawing. */
export class DrawnScene {
  #scene: Scene | null = null
  #background: ReadonlySet<ObjectId> = new Set()
  #tiles = new Map<ObjectId, Tile>()
  #homes = new Map<ObjectId, Home>()
  #told = new Map<ObjectId, PictureTile>()
  #boxes: readonly PictureBox[] = []
  #routes: readonly PictureRoute[] = []

  /** Objects changed in what they say of themselves; nothing moves. */
  refresh(ids: ReadonlySet<ObjectId>, nodes: ReadonlyMap<ObjectId, GraphNode>): void {
    if (!this.#scene || ids.size === 0) return
    const touched = refreshTiles(this.#scene, ids, this.#tiles, nodes)
    if (touched.length === 0) return
    for (const tile of touched) {
      const home = this.#homes.get(tile.id)
      if (home) this.#told.set(tile.id, this.#tell(tile, home, nodes))
    }
    this.#boxes = pictureBoxes(this.#scene)
  }

  *show({ scene, background }: Picture, nodes: ReadonlyMap<ObjectId, GraphNode>): InPieces<void> {
    this.#scene = scene
    this.#background = background
    this.#tiles = new Map()
    this.#homes = new Map()
    this.#told = new Map()
    yield* forEachInPieces(tilesWithHomes(scene), ([tile, home]) => {
      this.#tiles.set(tile.id, tile)
      this.#homes.set(tile.id, home)
      this.#told.set(tile.id, this.#tell(tile, home, nodes))
    })
    this.#boxes = pictureBoxes(scene)
    yield
    this.#routes = pictureRoutes(scene)
  }

  /** All tiles, or some. */
  *tiles(ids: Iterable<ObjectId> = this.#told.keys()): Generator<PictureTile> {
    for (const id of ids) {
      const tile = this.#told.get(id)
      if (tile) yield tile
    }
  }

  boxes(): readonly PictureBox[] {
    return this.#boxes
  }

  routes(): readonly PictureRoute[] {
    return this.#routes
  }

  /** A tile with what the layout does not know of it: badges, and whether it stands back. */
  #tell(tile: Tile, home: Home, nodes: ReadonlyMap<ObjectId, GraphNode>): PictureTile {
    const told = pictureTile(tile, home)
    let [restarts, warnings] = [0, 0]
    for (const id of tile.members) {
      const computed = nodes.get(id)?.computed
      restarts += computed?.restarts ?? 0
      warnings += computed?.warnings ?? 0
    }
    if (restarts + warnings > 0) told.badges = { restarts, warnings }
    if (this.#background.has(tile.id)) told.background = true
    return told
  }
}
