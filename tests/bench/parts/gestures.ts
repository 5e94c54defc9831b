/** Where one looks: the middle of the view in layout units, and the zoom. */
export interface Look {
  x: number
  y: number
  zoom: number
}

/** What the page saw of its own pictures while somebody moved. */
export interface Moved {
  /** Milliseconds between two pictures, while panning and while zooming. */
  pan: number[]
  zoom: number[]
  /** Elements that Cytoscape held at most, and when all stood still again. */
  most: number
  settled: number
}

/** Sent into a page as text, hence with nothing of its surroundings: finds the Cytoscape of the page, whoever made it, and moves it as a person does, with the events of mouse and wheel. */
export async function moveAbout({ look, steps, seconds }: { look: Look; steps: number; seconds: number }): Promise<Moved> {
  interface Engine {
    viewport(to: { zoom: number; pan: { x: number; y: number } }): void
    width(): number
    height(): number
    elements(): { length: number }
  }
  const hosts = [...document.querySelectorAll('div')] as unknown as { _cyreg?: { cy?: Engine } }[]
  const host = hosts.find((one) => one._cyreg?.cy !== undefined)
  const cy = host?._cyreg?.cy
  if (host === undefined || cy === undefined) throw new Error('this page holds no Cytoscape')
  const place = host as unknown as HTMLElement
  const pictures = (n: number): Promise<number> =>
    new Promise((resolve) => {
      const next = (left: number): void => {
        requestAnimationFrame((at) => {
          if (left <= 1) resolve(at)
          else next(left - 1)
        })
      }
      next(n)
    })
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
  cy.viewport({ zoom: look.zoom, pan: { x: cy.width() / 2 - look.x * look.zoom, y: cy.height() / 2 - look.y * look.zoom } })
  await wait(400)
  await pictures(3)
  const rect = place.getBoundingClientRect()
  let most = cy.elements().length
  // The last pixel row of the picture belongs to no head of a box, and hardly to a tile.
  const at = { clientX: rect.x + rect.width / 2, clientY: rect.y + rect.height - 2 }
  const mouse = (type: string, target: EventTarget, more: MouseEventInit): boolean =>
    target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, ...at, ...more }))
  const timed = async (step: (n: number) => void): Promise<number[]> => {
    const between: number[] = []
    const until = performance.now() + seconds * 1000
    let last = await pictures(2)
    for (let n = 0; n < steps && (n < 8 || performance.now() < until); n++) {
      step(n)
      const now = await pictures(1)
      between.push(now - last)
      last = now
      most = Math.max(most, cy.elements().length)
    }
    // the first picture pays for what stood still before
    return between.slice(1)
  }
  mouse('mousedown', place.querySelector('canvas') ?? place, { button: 0, buttons: 1 })
  const pan = await timed((n) => {
    at.clientX += n % 40 < 20 ? 9 : -9
    at.clientY += n % 20 < 10 ? -5 : 5
    mouse('mousemove', window, { button: 0, buttons: 1 })
  })
  mouse('mouseup', window, { button: 0, buttons: 0 })
  await wait(300)
  at.clientX = rect.x + rect.width / 2
  at.clientY = rect.y + rect.height / 2
  const zoom = await timed((n) => {
    ;(place.querySelector('canvas') ?? place).dispatchEvent(
      new WheelEvent('wheel', { bubbles: true, cancelable: true, ...at, deltaY: n % 30 < 15 ? -40 : 40 }),
    )
  })
  await wait(500)
  await pictures(2)
  return { pan, zoom, most, settled: cy.elements().length }
}
