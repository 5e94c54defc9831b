import { literalsOf, tagsOf } from '../support/contractUnions.ts'
import { violationsIn } from './accessible.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'
import { galleryTheme, openGallery, showSpecimen, specimens } from './galleryPage.ts'

/** The gallery shows every cell, section and state there is, and none of it violates WCAG 2.1 A or AA, dark or light. */
test.describe.configure({ mode: 'default' })
// a screen is shown in up to ten states, and each is looked at in two themes
test.setTimeout(600_000)
let app: RunningApp

test.beforeAll(async () => {
  app = await startApp()
  await openGallery(app)
})
test.afterAll(async () => {
  await app?.close()
  app?.forget()
})

/** The words of the contract that tell its cells apart, as the gallery calls those without a word of their own. */
const plainCells: Readonly<Record<string, string>> = { null: 'nothing', string: 'text', number: 'figure', UsageCell: 'usage' }

test('every kind of cell, section, health, state and error of the contract is shown', async () => {
  const { page } = app
  await showSpecimen(page, 'parts')
  const shown = await page.locator('[data-part]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['part'] ?? ''))
  const wanted = [
    ...tagsOf('cells.ts', 'Cell', 't').map((one) => `cell ${plainCells[one] ?? one}`),
    ...tagsOf('detail.ts', 'DetailSection', 'type').map((one) => `section ${one}`),
    ...literalsOf('health.ts', 'HealthLevel').map((one) => `health ${one}`),
    ...literalsOf('clusters.ts', 'ClusterState').flatMap((one) => [`cluster ${one}`, `banner cluster ${one}`]),
    ...literalsOf('kinds.ts', 'LedgerState').map((one) => `banner kind ${one}`),
    ...literalsOf('result.ts', 'EngineErrorCode').map((one) => `error ${one}`),
  ]
  expect(wanted.length).toBeGreaterThan(60)
  expect(wanted.filter((one) => !shown.includes(one))).toEqual([])
})

test('every view is shown in every state of a view', async () => {
  const all = await specimens(app.page)
  const states = ['loading', 'live', 'stale', 'empty', 'forbidden', 'failed', 'offline', 'lost', 'syncing', 'polled']
  const views = [
    'list',
    'drawer-overview',
    'drawer-metrics',
    'graph',
    'logs',
    'terminal',
    'events',
    'overview',
    'problems',
    'rights',
    'ledger',
  ]
  const wanted = views.flatMap((view) => states.map((state) => `${view}.${state}`))
  expect(wanted.filter((one) => !all.includes(one))).toEqual([])
})

test('nothing of hostile texts acts, and no part leaves its place', async () => {
  const { page } = app
  await showSpecimen(page, 'parts')
  const hostile = page.locator('[data-part^="hostile"]')
  await expect(hostile).toHaveCount(10)
  expect(await hostile.locator('img, script, b b, iframe').count()).toBe(0)
  const wide = await hostile.evaluateAll((all) =>
    all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => (one as HTMLElement).dataset['part']),
  )
  expect(wide).toEqual([])
})

test('the parts', async () => {
  await showSpecimen(app.page, 'parts')
  await expectFine(['parts'])
})

// one test for each screen, so that a report names it
const screens = [
  'clusters list drawer-overview drawer-relations drawer-graph drawer-yaml drawer-events drawer-history drawer-logs drawer-metrics graph graph-tree',
  'overview problems events rights settings ledger logs terminal operations terminal-protected panes-two panes-three notices palette-words',
  'dialog-palette dialog-keys dialog-diagnostics dialog-paste dialog-verdict dialog-own-rules dialog-local-shell dialog-consent',
  'menu-namespaces menu-columns menu-views list-merged logs-line dialog-compare',
].flatMap((line) => line.split(' '))

test('no screen is left out below', async () => {
  const there = new Set((await specimens(app.page)).map((one) => one.split('.')[0]))
  expect([...there].sort()).toEqual([...screens].sort())
})

for (const screen of screens)
  test(`${screen}`, async () => {
    await expectFine((await specimens(app.page)).filter((one) => one.startsWith(`${screen}.`)))
  })

/** No violations in any of them, nor an error of the page. */
async function expectFine(ids: readonly string[]): Promise<void> {
  const { page, errors } = app
  expect(ids.length).toBeGreaterThan(0)
  const told: string[] = []
  for (const id of ids) {
    if (id !== 'parts') await showSpecimen(page, id)
    // a state changes the view, its drawer and its dock; the frame around them is looked at once, with the live state
    const within = id === 'parts' || id.endsWith('.live') ? [] : ['[data-pane]', '[data-testid="drawer"]', '[data-region="dock"]']
    for (const one of await violationsIn(page, { within })) told.push(`${id}, dark: ${one}`)
    await galleryTheme(page, 'light')
    for (const one of await violationsIn(page, { within, only: ['color-contrast'] })) told.push(`${id}, light: ${one}`)
    await galleryTheme(page, 'dark')
  }
  expect(told).toEqual([])
  expect(errors.splice(0)).toEqual([])
}
