import type { ObjectId, PictureTile } from '../../engine/contract/index.ts'
import { reducedMotion } from '../styles/reducedMotion.ts'

/** How long a tile takes to come or to go. In milliseconds. */
const lasts = 150
/** A change of more tiles than this is another picture, not news. */
const mostNews = 200

/** What has just come sprouts, what has gone fades. Nothing of it with reduced motion. */
export class Arrivals {
  private readonly born = new Map<ObjectId, number>()
  private readonly died = new Map<ObjectId, { tile: PictureTile; at: number }>()

  /** Learns what came and went between two pictures. */
  change(was: ReadonlyMap<ObjectId, PictureTile>, now: ReadonlyMap<ObjectId, PictureTile>): void {
    this.born.clear()
    this.died.clear()
    if (reducedMotion()) return
    const at = performance.now()
    for (const id of now.keys()) if (!was.has(id)) this.born.set(id, at)
    for (const [id, tile] of was) if (!now.has(id)) this.died.set(id, { tile, at })
    if (this.born.size + this.died.size <= mostNews) return
    this.born.clear()
    this.died.clear()
  }

  /** How much of its ink a tile has, 0 to 1. */
  inkOf(id: ObjectId): number {
    const at = this.born.get(id)
    return at === undefined ? 1 : Math.max(0.05, Math.min(1, (performance.now() - at) / lasts))
  }

  /** Tiles that are leaving. */
  gone(): { tile: PictureTile; ink: number }[] {
    const now = performance.now()
    return [...this.died.values()].map(({ tile, at }) => ({ tile, ink: 1 - (now - at) / lasts })).filter(({ ink }) => ink > 0)
  }

  /** Whether another frame is needed. */
  isMoving(): boolean {
    const now = performance.now()
    for (const [id, at] of this.born) if (now - at > lasts) this.born.delete(id)
    for (const [id, { at }] of this.died) if (now - at > lasts) this.died.delete(id)
    return this.born.size + this.died.size > 0
  }
}
