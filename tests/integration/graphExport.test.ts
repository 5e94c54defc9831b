import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { drawingFiles } from '../../engine/cli/drawingFiles.ts'
import { type ExportOptions, largestPngScale, mostPngPixels, pngSide, type GraphQuery } from '../../engine/contract/index.ts'
import { checkScale, exportGraph, type ExportSource } from '../../engine/export/graphExport.ts'
import { OpenTypeFont } from '../../engine/export/openTypeFont.ts'
import { svgToPdf } from '../../engine/export/svgPdf.ts'
import { Typesetter } from '../../engine/export/typesetter.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { drawPlain } from '../../engine/graph/picture.ts'
import { seededRandom } from '../../engine/layout/seededRandom.ts'
import { drawingSize, sceneToSvg } from '../../engine/layout/svg.ts'
import { themes } from '../../engine/layout/theme.ts'
import { kubilitics } from '../support/commandLine.ts'
import { estate } from '../support/estate.ts'
import { MemoryReader, type RawObject } from '../support/memoryReader.ts'
import { readPdf } from '../support/readPdf.ts'
import { readPng } from '../support/readPng.ts'
import { smallShop } from '../support/smallShop.ts'
import { must, TestWindow } from '../support/testWindow.ts'

const cluster: GraphQuery = { cluster: 'c', scope: { type: 'cluster' }, categories: null }
const never = new AbortController().signal
const sample = path.resolve(import.meta.dirname, '../../build/sample.kubilitics')

function sourceOf(objects: readonly RawObject[], query = cluster): ExportSource {
  const store = new MemoryReader([...objects])
  const graph = new Graph(store)
  return { graph, store, query, picture: drawPlain(graph, store, query), cluster: 'prod', ledger: [] }
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = seededRandom(seed)
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

async function written(source: ExportSource, options: Partial<ExportOptions> & Pick<ExportOptions, 'format'>): Promise<Buffer> {
  return Buffer.from(must(await exportGraph(source, { theme: 'dark', scale: 1, ...options }, drawingFiles, never)))
}

describe('a graph as a picture', () => {
  const objects = estate({ namespaces: 3, apps: 4, pods: 3, nodes: 5 })

  test.each(['pdf', 'png'] as const)('is the same bytes of %s for the same objects, in whatever order they arrived', async (format) => {
    const first = await written(sourceOf(objects), { format, scale: 0.3 })
    for (const seed of [1, 2]) expect((await written(sourceOf(shuffled(objects, seed)), { format, scale: 0.3 })).equals(first)).toBe(true)
  })

  test('says in a PDF every word that it says in the SVG', async () => {
    const source = sourceOf(objects)
    const svg = (await written(source, { format: 'svg' })).toString()
    const said = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) =>
      text.replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
    )
    const { texts, page } = readPdf(await written(source, { format: 'pdf' }))
    expect(texts.join('')).toBe(said.join(''))
    expect(said.length).toBeGreaterThan(100)
    const { width, height } = drawingSize(source.picture.scene)
    expect(page).toEqual([width * 0.75, height * 0.75])
  })

  test('is a PNG of the picture’s size at any scale, in the colours of its theme', async () => {
    const source = sourceOf(smallShop(1))
    const { width, height } = drawingSize(source.picture.scene)
    for (const theme of ['dark', 'light'] as const) {
      for (const scale of theme === 'dark' ? [0.5, 2] : [1]) {
        const png = readPng(await written(source, { format: 'png', theme, scale }))
        expect([png.width, png.height]).toEqual([pngSide(width, scale), pngSide(height, scale)])
        expect(png.at(2, 2)).toBe(themes[theme].field)
        expect(png.at(3, png.height - 3), 'legend').toBe(themes[theme].space)
        const [space] = source.picture.scene.spaces
        // the drawing stands 28 below the top
        expect(png.at(Math.round(((space?.x ?? 0) + 14) * scale), Math.round(((space?.y ?? 0) + 28 + (space?.h ?? 0) - 4) * scale))).toBe(
          themes[theme].space,
        )
      }
    }
  })

  test('can be a PDF at every level, and around one object', () => {
    const typesetter = new Typesetter(drawingFiles.fonts.map((file) => new OpenTypeFont(readFileSync(file))))
    const around: GraphQuery = { cluster: 'c', scope: { type: 'object', id: 'apps/Deployment/shop/web', steps: 2 }, categories: null }
    for (const { picture } of [sourceOf(smallShop(1)), sourceOf(objects), sourceOf(smallShop(1), around)]) {
      for (const level of ['far', 'cards', 'middle', 'near'] as const) {
        const svg = sceneToSvg(picture.scene, { theme: 'light', title: 'prod', summary: 'all', level })
        const said = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text)
        expect(readPdf(svgToPdf(svg, typesetter)).texts.join(''), level).toBe(said.join(''))
      }
    }
  })

  test('draws text in a PNG: with another title it is another picture', async () => {
    const source = sourceOf(smallShop(1))
    const [one, other] = [await written(source, { format: 'png' }), await written({ ...source, cluster: 'Жук' }, { format: 'png' })]
    const [a, b] = [readPng(one), readPng(other)]
    let [differs, below] = [0, 0]
    for (let y = 0; y < a.height; y++)
      for (let x = 0; x < a.width; x++) {
        if (a.at(x, y) === b.at(x, y)) continue
        if (y < 40) differs++
        else below++
      }
    expect(differs).toBeGreaterThan(30)
    expect(below).toBe(0)
  })

  test('draws hostile names, and stays what it is', async () => {
    const name = '</text><script>alert(1)</script>&#0; \u0000\u001b[31m😀'
    const source = { ...sourceOf(smallShop(1)), cluster: name }
    const svg = (await written(source, { format: 'svg' })).toString()
    expect(svg).not.toContain('<script')
    expect(svg).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/)
    expect(readPdf(await written(source, { format: 'pdf' })).texts.join('')).toContain('<script>alert(1)</script>')
    expect(readPng(await written(source, { format: 'png' })).width).toBeGreaterThan(0)
  })

  test('counts in its legend every object of the scope', async () => {
    const source = sourceOf(objects)
    const svg = (await written(source, { format: 'svg' })).toString()
    const [, all, drawn, inside, not] = /(\d+) objects: (\d+) drawn, (\d+) inside them, (\d+) not drawn/.exec(svg) ?? []
    expect(Number(all)).toBe(objects.length)
    expect(Number(drawn) + Number(inside) + Number(not)).toBe(objects.length)
  })
})

describe('a PNG that is too large', () => {
  test('names the largest scale, and that one is drawn', () => {
    for (const [width, height] of [
      [30_000, 20_000],
      [860, 400_000],
      [12_345, 6789],
    ] as const) {
      const largest = largestPngScale(width, height)
      expect(checkScale(width, height, largest)).toBeNull()
      const error = checkScale(width, height, largest + 0.02)
      expect(error?.message).toContain('million')
      expect(error?.todo).toContain(`at most ${largest},`)
      expect(pngSide(width, largest) * pngSide(height, largest)).toBeLessThanOrEqual(mostPngPixels)
    }
    expect(checkScale(860, 400, Number.NaN)?.code).toBe('bad-input')
    expect(checkScale(2_000_000, 2_000_000, 0.05)?.todo).toContain('Choose PDF or SVG')
  })
})

describe('writing', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kubilitics-export-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('can be cancelled before and while it draws', async () => {
    const source = sourceOf(smallShop(1))
    expect(await exportGraph(source, { format: 'png', theme: 'dark', scale: 2 }, drawingFiles, AbortSignal.abort())).toMatchObject({
      error: { code: 'cancelled' },
    })
    const stop = new AbortController()
    const answer = exportGraph(source, { format: 'png', theme: 'dark', scale: 8 }, drawingFiles, stop.signal)
    setTimeout(() => stop.abort(), 30)
    expect(await answer).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })

  test('is ended for a window: no file is left', async () => {
    const window = await TestWindow.open()
    try {
      const { api } = window.client
      const cluster = await window.cluster(must(await api.openSnapshot(sample)))
      const graph = await cluster.graph()
      await graph.shows(({ nodes }) => nodes.size > 100)
      expect(await api.cancelExport(graph.subscription)).toMatchObject({ error: { code: 'not-found' } })
      const file = path.join(folder, 'cancelled.png')
      const answer = api.exportGraph(graph.subscription, file, { format: 'png', theme: 'dark', scale: 4 })
      const again = await api.exportGraph(graph.subscription, file, { format: 'png', theme: 'dark', scale: 4 })
      expect(again).toMatchObject({ error: { message: 'This graph is being exported already.' } })
      must(await api.cancelExport(graph.subscription))
      expect(await answer).toMatchObject({ error: { code: 'cancelled' } })
      expect(existsSync(file)).toBe(false)
      expect(readdirSync(folder).filter((name) => name.startsWith('cancelled'))).toEqual([])
    } finally {
      await window.stop()
    }
  })

  test('tells of a thread that cannot draw', async () => {
    const broken = { ...drawingFiles, wasm: '/nonexistent.wasm' }
    const answer = await exportGraph(sourceOf(smallShop(1)), { format: 'png', theme: 'dark', scale: 1 }, broken, never)
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } })
  })

  test('gives a window the bytes of the command line', async () => {
    const window = await TestWindow.open()
    try {
      const { api } = window.client
      const cluster = await window.cluster(must(await api.openSnapshot(sample)))
      const graph = await cluster.graph()
      await graph.shows(({ nodes }) => nodes.size > 100)
      for (const format of ['svg', 'pdf', 'csv-edges'] as const) {
        const file = path.join(folder, `window.${format}`)
        const answer = must(await api.exportGraph(graph.subscription, file, { format, theme: 'light', scale: 1 }))
        expect(answer).toEqual({ path: file, bytes: readFileSync(file).length })
        const told = path.join(folder, `told.${format}`)
        expect((await kubilitics(['graph', '--snapshot', sample, '--format', format, '--theme', 'light', '--out', told])).code).toBe(0)
        expect(readFileSync(file).equals(readFileSync(told)), format).toBe(true)
      }
      const options = { format: 'svg', theme: 'dark', scale: 1 } as const
      expect(await api.exportGraph(graph.subscription, 'here.svg', options)).toMatchObject({ error: { code: 'bad-input' } })
      expect(await api.exportGraph(graph.subscription, path.join(folder, 'no/where.svg'), options)).toMatchObject({ error: { code: 'io' } })
      expect(await api.exportGraph(999, path.join(folder, 'a.svg'), options)).toMatchObject({ error: { code: 'not-found' } })
      expect(await api.exportGraph(graph.subscription, path.join(folder, 'a.png'), { ...options, scale: 99 })).toMatchObject({
        error: { code: 'bad-input' },
      })
    } finally {
      await window.stop()
    }
  })
})
