import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { SavedView } from '../preload/contract.ts'
import { SavedViews } from './savedViews.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubilitics-views-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const view = (id: string): SavedView => ({
  id,
  name: `View ${id}`,
  clusters: ['ctx-1', 'ctx-2'],
  kind: 'core/Pod',
  namespaces: ['shop'],
  filter: 'status:CrashLoop',
  sort: { column: 'restarts', descending: true },
  problemsOnly: true,
  columns: { wide: false, shown: { node: false }, added: ['label:app'] },
})

it('gives back what was kept, in its order', () => {
  const file = join(folder, 'views.json')
  const views = new SavedViews(file)
  expect([views.views, views.problem]).toEqual([[], null])
  views.keep([view('b'), view('a')])
  expect(new SavedViews(file).views).toEqual([view('b'), view('a')])
  expect(new SavedViews(file).problem).toBeNull()
})

it('keeps a topology as well, with its lens and scope, and refuses one that is bad', () => {
  const file = join(folder, 'views.json')
  const picture = (lens: string): SavedView => ({
    id: `t-${lens}`,
    name: 'Storage of the shop',
    clusters: ['ctx-1'],
    topology: {
      object: null,
      steps: 2,
      namespaces: ['shop'],
      application: null,
      lens,
      categories: ['storage'],
      filter: { kinds: null, health: ['failing'], labels: '', text: '' },
      incident: false,
    },
  })
  new SavedViews(file).keep([view('a'), picture('storage')])
  expect(new SavedViews(file).views).toEqual([view('a'), picture('storage')])
  writeFileSync(file, JSON.stringify({ version: 1, views: [picture('storage'), picture('')] }))
  expect(new SavedViews(file).views).toEqual([picture('storage')])
})

it('keeps the views that are sound when others are not, and the file as it was', () => {
  const file = join(folder, 'views.json')
  const text = JSON.stringify({ version: 1, views: [view('a'), { ...view('b'), kind: 7 }, view('a'), 'x', view('c')] })
  writeFileSync(file, text)
  const views = new SavedViews(file)
  expect(views.views.map(({ id }) => id)).toEqual(['a', 'c'])
  expect(views.problem).toMatch(/^3 of 5 saved views in .* could not be read and are not shown\. The file is kept as .*\.broken\.$/)
  views.keep(views.views)
  expect(readFileSync(`${file}.broken`, 'utf8')).toBe(text)
})

it('takes nothing from a file of another shape, and says where that is kept', () => {
  const file = join(folder, 'views.json')
  writeFileSync(file, '{"version": 9, "views": []}')
  const views = new SavedViews(file)
  expect(views.views).toEqual([])
  expect(views.problem).toContain('.broken')
  expect(readFileSync(`${file}.broken`, 'utf8')).toContain('9')
})

it('stays as it was when it cannot be written', () => {
  const views = new SavedViews(join(folder, 'views.json', 'below', 'a-file.json'))
  writeFileSync(join(folder, 'views.json'), '')
  expect(() => views.keep([view('a')])).toThrow()
  expect(views.views).toEqual([])
})
