/**
 * Panning and zooming over 10,000 objects in the app's own window, beside a stock Cytoscape canvas that holds every object and relation as an element:
 * the same objects at the same places, the same size, the same gestures, one after the other. And over 26,000 objects while Pods crash.
 * Times are those between two pictures, as the page itself sees them. Run: `node tests/bench/canvas.ts [--pods N] [--steps N] [--stocks N] [--only quiet|crashing]`.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { buildApp } from '../../build/buildApp.mjs'
import { hasDisplay, startVirtualDisplay } from '../../build/virtualDisplay.mjs'
import type { TopologyGraph } from '../../engine/contract/index.ts'
import { sizeWindow } from '../e2e/appScreen.ts'
import { type RunningApp, startApp } from '../e2e/appTest.ts'
import { type ServerState, startServer } from './parts/childProcess.ts'
import { Figures, quantile } from './parts/figures.ts'
import { type Look, type Moved, moveAbout } from './parts/gestures.ts'
import { openStock, type StockOptions } from './parts/stockCanvas.ts'

/** Elements that may be alive at once. */
const mostElements = 1500
/** Pictures of a busy machine come late now and then: the goal is a ratio of the same run. */
const goal = 5

const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '4250' },
    steps: { type: 'string', default: '90' },
    only: { type: 'string', default: '' },
    /** The first so many stock canvases. */
    stocks: { type: 'string', default: '3' },
  },
})
const folder = mkdtempSync(join(tmpdir(), 'kubilitics-bench-canvas-'))
const figures = new Figures('canvas')
const raw: Record<string, unknown> = {}
const steps = Number(values.steps)

await buildApp()
const display = hasDisplay() ? null : await startVirtualDisplay()
if (display !== null) process.env['DISPLAY'] = display.display

/** The picture of the whole cluster, once it stands still. */
async function openTopology(app: RunningApp): Promise<void> {
  const { page } = app
  await sizeWindow(app, 1440, 900)
  await page.getByTestId('sidebar-topology').click({ timeout: 60_000 })
  await page.getByTestId('legend').waitFor()
  let was = ''
  for (let still = 0; still < 3;) {
    await sleep(1000)
    const now = await page.getByTestId('legend').innerText()
    still = now === was && /[1-9]\d* drawn/.test(now) ? still + 1 : 0
    was = now
  }
}

/** The zoom at which all is in view, and where the picture's middle is: as the app's own `0` shows it. */
async function whole(page: Page): Promise<Look> {
  await page.getByTestId('topology').focus()
  await page.keyboard.press('0')
  await sleep(500)
  return page.evaluate(() => {
    interface Camera {
      zoom(): number
      pan(): { x: number; y: number }
      width(): number
      height(): number
    }
    const hosts = [...document.querySelectorAll('div')] as unknown as { _cyreg?: { cy?: Camera } }[]
    const cy = hosts.find((one) => one._cyreg?.cy !== undefined)?._cyreg?.cy
    if (cy === undefined) throw new Error('this page holds no Cytoscape')
    const zoom = cy.zoom()
    return { zoom, x: (cy.width() / 2 - cy.pan().x) / zoom, y: (cy.height() / 2 - cy.pan().y) / zoom }
  })
}

/** The four distances one looks from, above what lies nearest the middle. */
const distances = (all: Look): readonly [string, Look][] => [
  ['far', all],
  ['cards', { ...all, zoom: 0.3 }],
  ['middle', { ...all, zoom: 0.6 }],
  ['near', { ...all, zoom: 1 }],
]

function report(name: string, level: string, moved: Moved, against?: Moved): void {
  for (const way of ['pan', 'zoom'] as const) {
    const p95 = quantile(moved[way], 0.95)
    const theirs = against === undefined ? null : quantile(against[way], 0.95)
    figures.add(
      `${name}, ${level}, ${way}: p95 between pictures`,
      p95,
      ' ms',
      undefined,
      theirs === null ? '' : `stock ${theirs.toFixed(0)} ms, ${(theirs / p95).toFixed(1)}x (goal ${goal}x)`,
    )
  }
  if (against === undefined || name !== 'stock')
    figures.add(`${name}, ${level}: elements at most`, moved.most, '', name === 'stock' ? undefined : mostElements)
  if (name !== 'stock' && moved.most > mostElements) figures.wrong(`${moved.most} elements at ${level}`)
}

async function quiet(): Promise<void> {
  const kubeconfig = join(folder, 'quiet')
  const server = await startServer({ pods: Number(values.pods), others: Math.round(Number(values.pods) * 1.34) }, kubeconfig)
  try {
    const out = join(folder, 'graph.json')
    const main = fileURLToPath(new URL('../../engine/cli/main.ts', import.meta.url))
    await promisify(execFile)(process.execPath, [main, 'graph', '--kubeconfig', kubeconfig, '--format', 'json', '--out', out], {
      timeout: 120_000,
    })
    const graph = JSON.parse(readFileSync(out, 'utf8')) as TopologyGraph
    const ours: Record<string, Moved> = {}
    let all: Look
    let size: { width: number; height: number }
    const app = await startApp({ args: ['--kubeconfig', kubeconfig] })
    try {
      await openTopology(app)
      all = await whole(app.page)
      const box = await app.page.getByTestId('topology').boundingBox()
      size = { width: Math.round(box?.width ?? 0), height: Math.round(box?.height ?? 0) }
      for (const [level, look] of distances(all)) ours[level] = await app.page.evaluate(moveAbout, { look, steps, seconds: 20 })
      if (app.errors.length > 0) figures.wrong(`the page's console: ${app.errors.slice(0, 3).join(' | ')}`)
    } finally {
      await app.close()
      app.forget()
    }
    const objects = graph.nodes.filter((node) => node.computed.state === 'present' && !node.kind.startsWith('pseudo/')).length
    figures.heading(
      `${objects.toLocaleString('en')} objects (${graph.nodes.length} nodes, ${graph.edges.length} edges) in ${size.width} x ${size.height} pixels`,
    )
    const kinds: readonly [string, StockOptions][] = [
      ['all of it', { edges: true, tricks: false }],
      ['all of it, its tricks on', { edges: true, tricks: true }],
      ['no lines at all', { edges: false, tricks: false }],
    ]
    for (const [what, how] of kinds.slice(0, Number(values.stocks))) {
      const stock = await openStock(graph, size, how)
      figures.heading(`beside stock Cytoscape with ${what} (loaded in ${(stock.loaded / 1000).toFixed(1)} s)`)
      try {
        for (const [level, look] of distances(all)) {
          const theirs = await stock.page.evaluate(moveAbout, { look, steps, seconds: 12 })
          raw[`${what} ${level}`] = theirs
          const mine = ours[level]
          if (mine === undefined) continue
          report('window', level, mine, theirs)
          if (how.edges && !how.tricks) {
            const worst = (moved: Moved): number => quantile([...moved.pan, ...moved.zoom], 0.95)
            figures.add(
              `  so many times better, ${level}`,
              worst(theirs) / worst(mine),
              'x',
              undefined,
              worst(theirs) / worst(mine) >= goal ? 'reached' : `goal ${goal}x, MISSED`,
            )
          }
        }
      } finally {
        await stock.close()
      }
    }
    raw['ours'] = ours
  } finally {
    await server.process.stop()
  }
}

async function crashing(): Promise<void> {
  const kubeconfig = join(folder, 'crashing')
  const server = await startServer({ pods: 10_000, others: 16_000 }, kubeconfig)
  const app = await startApp({ args: ['--kubeconfig', kubeconfig] })
  try {
    await openTopology(app)
    const all = await whole(app.page)
    const words = async (): Promise<string> => (await app.page.getByTestId('legend').innerText()).split('\n').pop() ?? ''
    figures.heading(`26,000 objects while 100 Pods a second crash or come back (${await words()})`)
    await server.process.ask<ServerState>('churn 100 crashing')
    await sleep(2000)
    for (const [level, look] of distances(all)) {
      const moved = await app.page.evaluate(moveAbout, { look, steps, seconds: 20 })
      raw[`crashing ${level}`] = moved
      report('crashing', level, moved)
    }
    await server.process.ask<ServerState>('churn 0')
    if (app.errors.length > 0) figures.wrong(`the page's console: ${app.errors.slice(0, 3).join(' | ')}`)
  } finally {
    await app.close()
    app.forget()
    await server.process.stop()
  }
}

try {
  if (values.only !== 'crashing') await quiet()
  if (values.only !== 'quiet') await crashing()
  figures.end(raw)
} finally {
  display?.stop()
  rmSync(folder, { recursive: true, force: true })
}
