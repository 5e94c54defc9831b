import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from '@playwright/test'
import { _electron } from '@playwright/test'
import { electronRuntime, sandboxArgs } from '../../../build/electronRuntime.mjs'
import type { TopologyGraph } from '../../../engine/contract/index.ts'

/** The same graph in a Cytoscape as one gets it: every object an element, every relation too, each with its name, nothing summed. */
export interface StockCanvas {
  page: Page
  /** Milliseconds until all elements were there and drawn once. */
  loaded: number
  close(): Promise<void>
}

/** How much of a graph is shown, and with which of Cytoscape's own ways to be faster. */
export interface StockOptions {
  edges: boolean
  /** Hides lines, and shows a picture of the rest, while somebody moves. */
  tricks: boolean
}

/** Opens a window of this size with nothing but Cytoscape's canvas in it. Objects without a place of their own stand in rows on what they are folded into. */
export async function openStock(graph: TopologyGraph, size: { width: number; height: number }, how: StockOptions): Promise<StockCanvas> {
  const folder = mkdtempSync(join(tmpdir(), 'kubilitics-stock-'))
  const library = join(dirname(createRequire(import.meta.url).resolve('cytoscape')), 'cytoscape.umd.js')
  const elements = elementsOf(graph, how.edges)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"name":"stock","main":"main.cjs"}')
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => {
  const win = new BrowserWindow({ show: true, useContentSize: true, width: ${size.width}, height: ${size.height} })
  win.removeMenu()
  return win.loadURL(${JSON.stringify(pathToFileURL(join(folder, 'page.html')).href)})
})`,
  )
  writeFileSync(join(folder, 'elements.js'), `window.elements = ${JSON.stringify(elements)}`)
  writeFileSync(
    join(folder, 'page.html'),
    `<body style="margin:0;overflow:hidden"><div id="host" style="position:absolute;left:0;top:0;width:${size.width}px;height:${size.height}px"></div>
<script src="${pathToFileURL(library).href}"></script><script src="elements.js"></script>
<script>
const from = performance.now()
const cy = cytoscape({ container: document.getElementById('host'), elements: window.elements, layout: { name: 'preset', fit: true },
  minZoom: 0.005, maxZoom: 3, autoungrabify: true, boxSelectionEnabled: false, hideEdgesOnViewport: ${how.tricks}, textureOnViewport: ${how.tricks},
  style: [{ selector: 'node', style: { shape: 'rectangle', width: 'data(w)', height: 'data(h)', label: 'data(label)' } }, { selector: 'edge', style: { width: 1 } }] })
requestAnimationFrame(() => requestAnimationFrame(() => { window.loaded = performance.now() - from; document.body.dataset.ready = '1' }))
</script></body>`,
  )
  const { exe } = await electronRuntime()
  const app = await _electron.launch({
    executablePath: exe,
    args: [...sandboxArgs(), folder, `--user-data-dir=${join(folder, 'data')}`],
    timeout: 30_000,
  })
  const page = await app.firstWindow()
  await page.waitForSelector('body[data-ready="1"]', { timeout: 240_000 })
  return {
    page,
    loaded: await page.evaluate(() => (window as unknown as { loaded: number }).loaded),
    async close() {
      await app.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function elementsOf(graph: TopologyGraph, withEdges: boolean): unknown[] {
  const places = new Map<string, { x: number; y: number; w: number; h: number }>()
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  for (const { id, position } of graph.nodes)
    if (position !== undefined) places.set(id, { x: position.x, y: position.y, w: position.width, h: position.height })
  const onTile = new Map<string, number>()
  for (const node of graph.nodes) {
    let tile = node.foldedInto
    for (let depth = 0; depth < 6 && tile !== undefined && !places.has(tile); depth++) tile = nodes.get(tile)?.foldedInto
    const place = tile === undefined ? undefined : places.get(tile)
    if (places.has(node.id) || tile === undefined || place === undefined) continue
    const at = onTile.get(tile) ?? 0
    onTile.set(tile, at + 1)
    places.set(node.id, { x: place.x - place.w / 2 + 10 + (at % 10) * 12, y: place.y + Math.floor(at / 10) * 12, w: 10, h: 10 })
  }
  const elements: unknown[] = []
  for (const node of graph.nodes) {
    const place = places.get(node.id)
    if (place !== undefined)
      elements.push({
        group: 'nodes',
        data: { id: node.id, label: node.name, w: place.w, h: place.h },
        position: { x: place.x, y: place.y },
      })
  }
  if (withEdges)
    for (const edge of graph.edges)
      if (places.has(edge.source) && places.has(edge.target))
        elements.push({ group: 'edges', data: { id: edge.id, source: edge.source, target: edge.target } })
  return elements
}
