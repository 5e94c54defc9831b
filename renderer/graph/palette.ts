/** The tokens as colours that a canvas and Cytoscape understand (`rgb(…)`): read once per theme. */
export interface Palette {
  field: string
  box: string
  boxLine: string
  card: string
  cardLine: string
  tile: string
  tileLine: string
  well: string
  text1: string
  text2: string
  text3: string
  accent: string
  need: string
  policy: string
  ok: string
  prog: string
  warn: string
  fail: string
  idle: string
  failBg: string
  warnBg: string
  selected: string
}

/** Reads the palette from the page's tokens. A pixel is drawn with each, because a canvas does not say colours of newer spaces in rgb. */
export function readPalette(root: HTMLElement): Palette {
  const styles = getComputedStyle(root)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  const rgb = (token: string): string => {
    if (pen === null) return '#888'
    pen.clearRect(0, 0, 1, 1)
    pen.fillStyle = styles.getPropertyValue(`--${token}`).trim()
    pen.fillRect(0, 0, 1, 1)
    const [r, g, b] = pen.getImageData(0, 0, 1, 1).data
    return `rgb(${r ?? 0}, ${g ?? 0}, ${b ?? 0})`
  }
  return {
    field: rgb('bg-sunken'),
    box: rgb('bg'),
    boxLine: rgb('line'),
    card: rgb('bg-raised'),
    cardLine: rgb('line'),
    tile: rgb('bg-overlay'),
    tileLine: rgb('line-strong'),
    well: rgb('bar-track'),
    text1: rgb('text-1'),
    text2: rgb('text-2'),
    text3: rgb('text-3'),
    accent: rgb('accent'),
    need: rgb('line-control'),
    policy: rgb('idle'),
    ok: rgb('ok'),
    prog: rgb('prog'),
    warn: rgb('warn'),
    fail: rgb('fail'),
    idle: rgb('idle'),
    failBg: rgb('fail-bg'),
    warnBg: rgb('warn-bg'),
    selected: rgb('selected'),
  }
}
