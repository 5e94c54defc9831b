import type { Core } from 'cytoscape'

/** What of Cytoscape's canvas renderer is looked into: textures of several lines at once, in a size near the one that is shown. */
interface Renderer {
  data?: { lyrTxrCache?: { getLayers: (...args: unknown[]) => unknown } }
  redrawHint?: (group: string, bool: boolean) => void
  redraw?: () => void
}

/**
 * While the picture moves, its lines come from Cytoscape's textures, which is quick and a little blurred. Those are made some time after the
 * picture stands still, so that the same picture would have other pixels a moment later: at rest each line is drawn by itself.
 */
export class CrispLines {
  private readonly renderer: Renderer
  private resting = true

  constructor(cy: Core) {
    this.renderer = (cy as Core & { renderer?: () => Renderer }).renderer?.() ?? {}
    const cache = this.renderer.data?.lyrTxrCache
    if (cache === undefined) return
    const textures = cache.getLayers.bind(cache)
    cache.getLayers = (...args) => (this.resting ? null : textures(...args))
  }

  move(): void {
    this.resting = false
  }

  rest(): void {
    if (this.resting) return
    this.resting = true
    this.renderer.redrawHint?.('eles', true)
    this.renderer.redraw?.()
  }
}
