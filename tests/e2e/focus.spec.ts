import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'
import { tabThrough } from './focusWalk.ts'
import { openGallery, showSpecimen, specimens } from './galleryPage.ts'

/** Tab walks through every screen of the gallery: what has the focus is seen, and nothing holds it. */
test.setTimeout(300_000)
let app: RunningApp

test.beforeAll(async () => {
  app = await startApp()
  await openGallery(app)
})
test.afterAll(async () => {
  await app?.close()
  app?.forget()
})

/** Terminals take Tab for themselves, and are left with F6 (see the test of terminals). */
const takesTab = new Set(['terminal.live'])

test('on every screen, all that Tab comes to shows a ring, and Tab comes around', async () => {
  const { page } = app
  const told: string[] = []
  for (const id of (await specimens(page)).filter((one) => one.endsWith('.live') && !takesTab.has(one))) {
    await showSpecimen(page, id)
    const { stops, closed } = await tabThrough(page)
    if (!closed)
      told.push(
        `${id}: Tab does not come around after ${stops.length} stops: ${stops
          .map(({ what }) => what)
          .slice(-3)
          .join(' | ')}`,
      )
    for (const { what, region } of stops.filter(({ ring }) => !ring)) told.push(`${id}: no ring on ${what} (${region})`)
    const regions = new Set(stops.map(({ region }) => region))
    // a dialog or menu keeps the focus; any other screen has the frame around it
    if (!id.startsWith('dialog-') && !id.startsWith('palette') && !id.startsWith('menu-'))
      for (const one of ['rail', 'top', 'ledger']) if (!regions.has(one)) told.push(`${id}: Tab does not come to ${one}`)
  }
  expect(told).toEqual([])
})

test('with reduced motion nothing moves for longer than a picture', async () => {
  const { page } = app
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const told: string[] = []
  for (const id of [
    'parts',
    'list.live',
    'drawer-metrics.live',
    'graph.live',
    'logs.live',
    'list.loading',
    'dialog-palette.live',
    'menu-namespaces.live',
  ]) {
    await showSpecimen(page, id)
    const moving = await page.evaluate(() => {
      const long = (times: string): boolean => times.split(',').some((one) => parseFloat(one) * (one.trim().endsWith('ms') ? 1 : 1000) > 17)
      return [...document.querySelectorAll('*')]
        .flatMap((element) =>
          ['', '::before', '::after'].map((pseudo) => ({ element, style: getComputedStyle(element, pseudo === '' ? null : pseudo) })),
        )
        .filter(({ style }) => (style.animationName !== 'none' && long(style.animationDuration)) || long(style.transitionDuration))
        .map(({ element }) => `${element.tagName.toLowerCase()}.${element.className.toString()}`)
        .slice(0, 3)
    })
    told.push(...moving.map((one) => `${id}: ${one}`))
    const running = await page.evaluate(() => document.getAnimations().length)
    if (running > 0) told.push(`${id}: ${running} animations run`)
  }
  expect(told).toEqual([])
  await page.emulateMedia({ reducedMotion: null })
})
