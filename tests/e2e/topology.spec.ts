import type { Page } from '@playwright/test'
import { openKind, press, rowOf, shoot, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

/** The bundled sample, since it is the same everywhere. */
let app: RunningApp

test.beforeAll(async () => {
  app = await openSample()
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
})

test.afterEach(() => {
  expect(app.errors).toEqual([])
})

test('the same objects give the same picture, in another app as well', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  const first = await stillPicture(page)
  await shoot(app, 'topology')
  const other = await openSample()
  try {
    await other.page.getByTestId('sidebar-topology').click()
    expect((await stillPicture(other.page)).equals(first), 'both pictures, byte by byte').toBe(true)
  } finally {
    await other.close()
    other.forget()
  }
})

test('every object is accounted for: drawn, folded or counted', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await stillPicture(page)
  const text = (await page.getByTestId('legend').innerText()).replaceAll(',', '')
  const [, objects, drawn, folded, counted = '0'] =
    /(\d+) objects = (\d+) drawn \+ (\d+) folded(?: \+ (\d+) counted only)?/.exec(text) ?? []
  expect(Number(objects)).toBeGreaterThan(300)
  expect(Number(drawn) + Number(folded) + Number(counted)).toBe(Number(objects))
})

test('a click opens the drawer with the facts of the object and its YAML', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await stillPicture(page)
  await clickSomeTile(page)
  await expect(page.getByTestId('drawer')).toBeVisible()
  const name = await page.getByTestId('drawer-name').innerText()
  expect(name).not.toBe('')
  await page.getByTestId('tab-yaml').click()
  await expect(page.getByTestId('drawer')).toContainText(`name: ${name}`)
  await page.getByTestId('tab-overview').click()
  await shoot(app, 'topology-drawer')
  await page.getByTestId('topology').focus()
  await press(page, 'Escape')
  await expect(page.getByTestId('drawer')).toHaveCount(0)
})

test('an object and what is around it, by steps', async () => {
  const { page } = app
  await openKind(page, 'apps/Deployment')
  await rowOf(page, 'apps/Deployment/shop/checkout').click()
  await page.getByTestId('table').focus()
  await press(page, 't')
  await expect(page.getByRole('heading', { name: 'Topology' })).toBeVisible()
  await expect(page.getByRole('radio', { name: '2 steps' })).toHaveAttribute('aria-checked', 'true')
  await stillPicture(page)
  const objects = async (): Promise<number> => Number((await page.getByTestId('count').innerText()).replace(/\D.*$/s, ''))
  const two = await objects()
  await shoot(app, 'topology-object')
  await page.getByRole('radio', { name: '1 step' }).click()
  await expect.poll(objects).toBeLessThan(two)
  await page.getByRole('radio', { name: '3 steps' }).click()
  await expect.poll(objects).toBeGreaterThan(two)
  await page.getByRole('button', { name: 'Leave this object, show namespaces' }).click()
  await expect.poll(objects).toBeGreaterThan(300)
})

test('relations are chosen by category, and namespaces', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  const all = await stillPicture(page)
  await page.getByTestId('categories').click()
  await page.getByRole('menuitemcheckbox', { name: 'traffic' }).click()
  await press(page, 'Escape')
  await expect(page.getByTestId('categories')).toContainText('13 of 14')
  await expect.poll(async () => (await stillPicture(page)).equals(all)).toBe(false)
  await page.getByTestId('categories').click()
  await page.getByRole('menuitemcheckbox', { name: 'All relations' }).click()
  await press(page, 'Escape')
  await page.getByTestId('namespaces').click()
  await page.getByRole('menuitemcheckbox', { name: 'payments' }).click()
  await press(page, 'Escape')
  await stillPicture(page)
  await shoot(app, 'topology-namespace')
  await expect(page.getByTestId('namespaces')).toContainText('payments')
  await page.getByTestId('namespaces').click()
  await page.getByRole('menuitemcheckbox', { name: 'All namespaces' }).click()
  await press(page, 'Escape')
})

test('the list twin says the same, for the keyboard and for screen readers', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await stillPicture(page)
  await page.getByTestId('topology').focus()
  await press(page, 'L')
  const list = page.getByTestId('topology-list')
  await expect(list).toBeVisible()
  await list.focus()
  await press(page, 'g', 'j', 'j', 'j')
  await expect(list.locator('.tr.sel')).toHaveCount(1)
  while ((await list.locator('.tr.sel').getAttribute('data-object')) === null) await press(page, 'j')
  const id = (await list.locator('.tr.sel').getAttribute('data-object')) ?? ''
  await press(page, 'Enter')
  await expect(page.getByTestId('drawer-name')).toHaveText(id.split('/').slice(3).join('/'))
  await shoot(app, 'topology-list')
  await list.focus()
  await press(page, 'Escape', 'L')
  await expect(page.getByTestId('topology')).toBeVisible()
})

test('lens, words and incident mode leave objects out, and say how many', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await stillPicture(page)
  const leftOut = async (): Promise<number> => {
    const [, objects, drawn, folded, counted = '0', out = '0'] =
      /(\d+) objects = (\d+) drawn \+ (\d+) folded(?: \+ (\d+) counted only)?(?:\s+\((\d+) left out\))?/.exec(
        (await page.getByTestId('legend').innerText()).replaceAll(',', ''),
      ) ?? []
    expect(Number(drawn) + Number(folded) + Number(counted)).toBe(Number(objects))
    return Number(out)
  }
  expect(await leftOut()).toBe(0)
  await page.getByTestId('lens').focus()
  await press(page, 'Enter')
  await page.getByRole('menuitemradio', { name: 'Network' }).press('Enter')
  await expect.poll(leftOut).toBeGreaterThan(0)
  await stillPicture(page)
  await shoot(app, 'topology-network')
  await page.getByTestId('show-everything').click()
  await expect.poll(leftOut).toBe(0)
  await page.getByTestId('filter-text').fill('checkout')
  await expect.poll(leftOut).toBeGreaterThan(0)
  await page.getByTestId('show-everything').click()
  await expect.poll(leftOut).toBe(0)
  await page.getByTestId('topology').focus()
  await press(page, '0')
  const before = await stillPicture(page)
  await press(page, 'i')
  await expect(page.getByTestId('incident')).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(leftOut).toBeGreaterThan(0)
  await stillPicture(page)
  await shoot(app, 'topology-incident')
  await press(page, 'i')
  await expect.poll(leftOut).toBe(0)
  await expect.poll(async () => (await stillPicture(page)).equals(before), { message: 'everything is where it was' }).toBe(true)
})

test('what is found is flown to, folded or not; its relations say why they are there', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await stillPicture(page)
  await page.getByTestId('topology').focus()
  await press(page, '/')
  await expect(page.getByTestId('topology-find')).toBeFocused()
  await page.getByTestId('topology-find').fill('checkout')
  await expect(page.getByRole('option', { name: /deploy\/checkout/ }).first()).toBeVisible()
  await press(page, 'Enter')
  await expect(page.getByTestId('topology')).toBeFocused()
  await expect(page.getByTestId('mini-map')).toBeVisible()
  await stillPicture(page)
  await press(page, 'e')
  const why = page.getByTestId('evidence')
  await expect(why).toContainText(/rule \d+/)
  await expect(why).toContainText(' = ')
  const first = await why.innerText()
  await press(page, 'e')
  await expect.poll(() => why.innerText()).not.toBe(first)
  await shoot(app, 'topology-why')
  await why.getByTestId('proof').first().click()
  await expect(page.getByTestId('drawer')).toBeVisible()
  await page.getByTestId('topology').focus()
  await press(page, 'Escape')
  await page.getByRole('button', { name: 'Close', exact: true }).click()
})

test('the graph answers beside the picture, and Escape leaves', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await stillPicture(page)
  await page.getByTestId('topology-find').fill('shop-db')
  await expect(page.getByRole('option', { name: /secret\/shop-db/ }).first()).toBeVisible()
  await page
    .getByRole('option', { name: /secret\/shop-db/ })
    .first()
    .click()
  await press(page, 'Enter')
  await page.getByTestId('ask').click()
  await page.getByRole('menuitemradio', { name: 'What depends on this' }).click()
  await expect(page.getByTestId('answer-summary')).toContainText(/\d+ objects/)
  await expect(page.getByTestId('answer')).toContainText('deploy/checkout')
  await stillPicture(page)
  await shoot(app, 'topology-impact')
  await press(page, 'Escape')
  await expect(page.getByTestId('answer')).toHaveCount(0)
  await press(page, 'Control+k')
  await page.keyboard.type('orphans')
  await expect(page.getByTestId('palette')).toContainText('Ask the graph')
  await press(page, 'Enter')
  await expect(page.getByTestId('answer-summary')).toContainText(/findings/)
  await press(page, 'Escape')
  await expect(page.getByTestId('answer')).toHaveCount(0)
})

test('a card is moved by keyboard, stays there, and is let go by Tidy', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await page.getByTestId('tidy').click()
  await stillPicture(page)
  await page.getByTestId('topology-find').fill('checkout')
  await expect(page.getByRole('option', { name: /deploy\/checkout/ }).first()).toBeVisible()
  await press(page, 'Enter', '0')
  await stillPicture(page)
  const checkout = 'apps/Deployment/shop/checkout'
  const before = await placeOf(page, checkout)
  await press(page, 'm')
  await expect(page.getByText(/Moving checkout/)).toBeVisible()
  await press(page, 'm')
  await expect(page.getByText(/Moving shop/)).toBeVisible()
  await press(page, 'Escape', 'm')
  await expect(page.getByText(/Moving checkout/)).toBeVisible()
  for (let i = 0; i < 10; i++) await press(page, 'ArrowUp')
  await press(page, 'Enter')
  const whole = async (): Promise<Place> => {
    await press(page, '0')
    await stillPicture(page)
    return placeOf(page, checkout)
  }
  await expect.poll(async () => moved(before, await whole())).not.toEqual([0, 0])
  await shoot(app, 'topology-pinned')
  await page.getByTestId('tidy').click()
  await press(page, 'Escape')
  await page.getByTestId('topology').focus()
  await expect.poll(async () => moved(before, await whole()), { timeout: 30_000 }).toEqual([0, 0])
})

test('Tidy of a picture that is tidy changes no pixel, with something selected, however long one looks', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await page.getByTestId('tidy').click()
  await findObject(page, 'checkout', /deploy\/checkout/)
  const whole = async (): Promise<Buffer> => {
    await page.getByTestId('topology').focus()
    await press(page, '0')
    return stillPicture(page)
  }
  const before = await whole()
  await page.getByTestId('tidy').click()
  expect((await whole()).equals(before), 'after Tidy').toBe(true)
  await page.waitForTimeout(1000)
  expect((await whole()).equals(before), 'a second later').toBe(true)
  await press(page, 'Escape')
})

test('a card is dragged by its head and stays; a drag that begins on a tile moves the picture', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await page.getByTestId('tidy').click()
  await stillPicture(page)
  await findObject(page, 'checkout', /deploy\/checkout/)
  await stillPicture(page)
  const checkout = 'apps/Deployment/shop/checkout'
  const at = await placeOf(page, checkout)
  await page.mouse.move(at.x, at.y)
  await page.mouse.down()
  await page.mouse.move(at.x - 70, at.y + 50, { steps: 5 })
  await page.mouse.up()
  await page.mouse.move(2, 2)
  await expect.poll(async () => moved(at, await placeOf(page, checkout))).toEqual([-70, 50])
  await expect(page.getByTestId('drawer')).toHaveCount(0)
  await stillPicture(page)
  const tile = await placeOf(page, checkout)
  const head = { x: tile.x - 90, y: tile.y - tile.h / 2 - 14 }
  await page.mouse.move(head.x, head.y)
  await page.mouse.down()
  await page.mouse.move(head.x + 20, head.y - 60, { steps: 4 })
  await page.mouse.move(head.x + 40, head.y - 150, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => (await placeOf(page, checkout)).y - tile.y).toBeLessThan(-40)
  await stillPicture(page)
  await shoot(app, 'topology-dragged')
  const there = await placeOf(page, checkout)
  await page.getByTestId('topology').focus()
  await press(page, 'u')
  await stillPicture(page)
  expect(moved(there, await placeOf(page, checkout)), 'a box that is let go keeps its place').toEqual([0, 0])
  await page.getByTestId('tidy').click()
  await expect.poll(async () => Math.abs((await placeOf(page, checkout)).y - tile.y)).toBeLessThan(2)
  await press(page, 'Escape')
})

test('a workload is opened in place, in view; folded again, everything is where it was', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await page.getByTestId('tidy').click()
  await stillPicture(page)
  await findObject(page, 'checkout', /deploy\/checkout/)
  await page.getByTestId('topology').focus()
  await press(page, '0')
  await stillPicture(page)
  const stood = await placeOf(page, 'apps/Deployment/shop/checkout')
  const drawn = async (): Promise<number> => Number(/(\d+) drawn/.exec(await page.getByTestId('legend').innerText())?.[1])
  const folded = await drawn()
  await press(page, 'o')
  await expect.poll(drawn).toBeGreaterThan(folded)
  await stillPicture(page)
  await shoot(app, 'topology-opened')
  const tile = await placeOf(page, 'apps/Deployment/shop/checkout')
  const pane = await page.getByTestId('topology').boundingBox()
  if (pane === null) throw new Error('there is no picture')
  expect(tile.x).toBeGreaterThan(pane.x)
  expect(tile.x).toBeLessThan(pane.x + pane.width)
  expect(tile.y).toBeGreaterThan(pane.y)
  expect(tile.y).toBeLessThan(pane.y + pane.height)
  await press(page, 'o')
  await expect.poll(drawn).toBe(folded)
  await press(page, '0')
  await stillPicture(page)
  const back = await placeOf(page, 'apps/Deployment/shop/checkout')
  expect(moved(stood, back), 'it is where it was').toEqual([0, 0])
  await press(page, 'Escape')
})

test('the list opens what a tile stands for, and shuts boxes', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await stillPicture(page)
  await findObject(page, 'checkout', /deploy\/checkout/)
  await page.getByTestId('topology').focus()
  await press(page, 'L')
  const list = page.getByTestId('topology-list')
  await list.focus()
  const here = list.locator('.tr.sel')
  await expect(here).toHaveAttribute('data-object', 'apps/Deployment/shop/checkout')
  await expect(here).toHaveAttribute('aria-expanded', 'false')
  await press(page, 'ArrowRight')
  await expect(here).toHaveAttribute('aria-expanded', 'true')
  await press(page, 'ArrowRight')
  await expect(here).toHaveAttribute('data-object', /^(core\/Pod|apps\/ReplicaSet)\/shop\/checkout-/)
  const level = Number(await here.getAttribute('aria-level'))
  await shoot(app, 'topology-list-open')
  await press(page, 'ArrowLeft')
  await expect(here).toHaveAttribute('data-object', 'apps/Deployment/shop/checkout')
  expect(Number(await here.getAttribute('aria-level'))).toBe(level - 1)
  await press(page, 'ArrowLeft')
  await expect(here).toHaveAttribute('aria-expanded', 'false')
  await press(page, 'ArrowLeft', 'ArrowLeft')
  await expect(here).toHaveAttribute('aria-expanded', 'false')
  await expect(here).toContainText('objects')
  await press(page, 'ArrowRight', 'L')
  await expect(page.getByTestId('topology')).toBeVisible()
})

test('the bars keep to one line beside the drawer, and health says how many', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await stillPicture(page)
  await findObject(page, 'checkout', /deploy\/checkout/)
  await page.getByTestId('topology').focus()
  await press(page, 'Enter')
  await expect(page.getByTestId('drawer')).toBeVisible()
  for (const bar of [page.getByTestId('filters'), page.locator('[data-region="viewbar"]')])
    expect((await bar.boundingBox())?.height, 'height of a bar').toBeLessThan(44)
  await page.getByTestId('topology').focus()
  await press(page, 'Escape')
  await page.getByTestId('health').click()
  await expect(page.getByRole('menuitemcheckbox', { name: /^failing\s*[1-9]/ })).toBeVisible()
  await press(page, 'Escape')
})

test('an application alone is shown with what it uses', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await stillPicture(page)
  const objects = async (): Promise<number> => Number((await page.getByTestId('count').innerText()).replace(/\D.*$/s, ''))
  const all = await objects()
  await page.getByTestId('application').click()
  await page.getByRole('menuitemradio').nth(1).click()
  await expect.poll(objects).toBeLessThan(all)
  expect(await objects()).toBeGreaterThan(0)
  await stillPicture(page)
  await shoot(app, 'topology-application')
  await page.getByTestId('application').click()
  await page.getByRole('menuitemradio', { name: 'All of them' }).click()
  await expect.poll(objects).toBe(all)
})

test('a topology is saved as a view, and shown again with its lens, namespaces and filter', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await stillPicture(page)
  await page.getByTestId('lens').click()
  await page.getByRole('menuitemradio', { name: 'Network' }).click()
  await page.getByTestId('namespaces').click()
  await page.getByRole('menuitemcheckbox', { name: 'payments' }).click()
  await press(page, 'Escape')
  await stillPicture(page)
  const legend = async (): Promise<string> => (await page.getByTestId('legend').innerText()).split('\n').pop() ?? ''
  const unfiltered = await legend()
  await page.getByTestId('filter-text').fill('ledger')
  await expect.poll(legend).not.toBe(unfiltered)
  const saved = await stillPicture(page)
  const said = await legend()
  await page.getByTestId('views').click()
  await page.getByTestId('save-view').fill('Ways to the ledger')
  await press(page, 'Enter')
  await press(page, 'Escape')
  await page.getByTestId('show-everything').click()
  await page.getByTestId('namespaces').click()
  await page.getByRole('menuitemcheckbox', { name: 'All namespaces' }).click()
  await press(page, 'Escape')
  await expect.poll(legend).not.toBe(said)
  await openKind(page, 'core/Service')
  await page.getByTestId('sidebar-view-Ways to the ledger').click()
  await expect(page.getByTestId('lens')).toContainText('Network')
  await expect(page.getByTestId('namespaces')).toContainText('payments')
  await expect(page.getByTestId('filter-text')).toHaveValue('ledger')
  await expect.poll(legend).toBe(said)
  await expect.poll(async () => (await stillPicture(page)).equals(saved), 'the picture, byte by byte').toBe(true)
  await shoot(app, 'topology-saved-view')
  await page.getByTestId('show-everything').click()
  await page.getByTestId('namespaces').click()
  await page.getByRole('menuitemcheckbox', { name: 'All namespaces' }).click()
  await press(page, 'Escape')
})

test('with reduced motion the picture is there at once', async () => {
  const { page } = app
  await page.getByTestId('sidebar-topology').click()
  await stillPicture(page)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  try {
    await page.getByTestId('topology').focus()
    await press(page, '0')
    await findObject(page, 'checkout', /deploy\/checkout/)
    const at = await placeOf(page, 'apps/Deployment/shop/checkout')
    // a flight would still be on its way
    await page.waitForTimeout(300)
    expect(moved(at, await placeOf(page, 'apps/Deployment/shop/checkout'))).toEqual([0, 0])
  } finally {
    await page.emulateMedia({ reducedMotion: null })
  }
})

/** Finds an object by name and goes there. */
async function findObject(page: Page, words: string, name: RegExp): Promise<void> {
  await page.getByTestId('topology-find').fill(words)
  await page.getByRole('option', { name }).first().click()
  await expect(page.getByTestId('topology')).toBeFocused()
}

interface Place {
  x: number
  y: number
  h: number
}
const moved = (from: Place, to: Place): number[] => [Math.round(to.x - from.x), Math.round(to.y - from.y)]

/** Where a tile is on screen, once it is alive: its middle, and its height. */
async function placeOf(page: Page, id: string): Promise<Place> {
  const find = (wanted: string): Place | null => {
    interface Tile {
      empty(): boolean
      renderedPosition(): { x: number; y: number }
      renderedHeight(): number
    }
    const hosts = [...document.querySelectorAll('[data-testid="topology"] div')] as unknown as {
      _cyreg?: { cy?: { getElementById(id: string): Tile } }
      getBoundingClientRect(): DOMRect
    }[]
    const host = hosts.find((one) => one._cyreg?.cy !== undefined)
    const tile = host?._cyreg?.cy?.getElementById(wanted)
    if (host === undefined || tile === undefined || tile.empty()) return null
    const rect = host.getBoundingClientRect()
    const { x, y } = tile.renderedPosition()
    return { x: rect.x + x, y: rect.y + y, h: tile.renderedHeight() }
  }
  await expect.poll(() => page.evaluate(find, id), { message: `${id} is alive` }).not.toBeNull()
  const place = await page.evaluate(find, id)
  if (place === null) throw new Error(`${id} has gone`)
  return place
}

async function openSample(): Promise<RunningApp> {
  const opened = await startApp()
  await sizeWindow(opened, 1440, 900)
  return opened
}

/** The picture once it stands still: two looks at it are the same. */
async function stillPicture(page: Page): Promise<Buffer> {
  const pane = page.getByTestId('topology')
  await expect(page.getByTestId('legend')).toContainText(/[1-9]\d* drawn/)
  // nothing is lit by the pointer
  await page.mouse.move(2, 2)
  let before = await pane.screenshot()
  await expect
    .poll(
      async () => {
        await page.waitForTimeout(250)
        const now = await pane.screenshot()
        const still = now.equals(before)
        before = now
        return still
      },
      { message: 'the picture stands still' },
    )
    .toBe(true)
  return before
}

/** Clicks through the picture until it hits a tile: where tiles stand is the layout's, not this test's. */
async function clickSomeTile(page: Page): Promise<void> {
  const box = await page.getByTestId('topology').boundingBox()
  if (box === null) throw new Error('there is no picture')
  for (let y = 0.5; y < 0.95; y += 0.07) {
    for (let x = 0.1; x < 0.9; x += 0.06) {
      await page.mouse.click(box.x + box.width * x, box.y + box.height * y)
      if (await page.getByTestId('drawer').isVisible()) return
    }
  }
  throw new Error('nothing was hit')
}
