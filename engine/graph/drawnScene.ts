import type { GraphNode, ObjectId, PictureBox, PictureRoute, PictureTile } from '../contract/index.ts'
import type { Scene, Tile } from '../layout/scene.ts'
import { refreshTiles } from '../layout/sceneHealth.ts'
import { pictureBoxes, pictureRoutes, pictureTile, tilesWithHomes, type Home } from '../layout/scenePicture.ts'

/** The scene a window sees, as it is told: what changed of an object's facts is said anew without drawing. */
export class DrawnScene {
  #scene: Scene | null = null
  #tiles = new Map<ObjectId, Tile>()
  #homes = new Map<ObjectId, Home>()
  #told = new Map<ObjectId, PictureTile>()
  #boxes: readonly PictureBox[] = []
  #routes: readonly PictureRoute[] = []

  show(scene: Scene): void {
    this.#scene = scene
    this.#tiles = new Map()
    this.#homes = new Map()
    this.#told = new Map()
    for (const [tile, home] of tilesWithHomes(scene)) {
      this.#tiles.set(tile.id, tile)
      this.#homes.set(tile.id, home)
      this.#told.set(tile.id, pictureTile(tile, home))
    }
    this.#boxes = pictureBoxes(scene)
    this.#routes = pictureRoutes(scene)
  }

  /** Objects changed in what they say of themselves; nothing moves. */
  refresh(ids: ReadonlySet<ObjectId>, nodes: ReadonlyMap<ObjectId, GraphNode>): void {
    if (!this.#scene || ids.size === 0) return
    const touched = refreshTiles(this.#scene, ids, this.#tiles, nodes)
    if (touched.length === 0) return
    for (const tile of touched) {
      const home = this.#homes.get(tile.id)
      if (home) this.#told.set(tile.id, pictureTile(tile, home))
    }
    this.#boxes = pictureBoxes(this.#scene)
  }

  tiles(): Iterable<PictureTile> {
    return this.#told.values()
  }

  boxes(): readonly PictureBox[] {
    return this.#boxes
  }

  routes(): readonly PictureRoute[] {
    return this.#routes
  }
}
