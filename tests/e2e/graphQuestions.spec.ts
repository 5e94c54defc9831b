import type { Page } from '@playwright/test'
import { openKind, press, rowOf, shoot, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

/** Questions that are put together, and rules that are written, in the bundled sample. */
let app: RunningApp

test.beforeAll(async () => {
  app = await startApp()
  await sizeWindow(app, 1440, 900)
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
})

test('whether one Pod may reach another is asked by keyboard alone, and answered with the policies and their rules', async () => {
  const { page } = app
  await expect(page.getByTestId('count')).toContainText('52')
  await press(page, 'Control+k')
  await page.keyboard.type('may this pod')
  await expect(page.getByTestId('palette').getByRole('option', { name: /May this Pod reach/ })).toBeVisible()
  await press(page, 'Enter')
  await pickPod(page, 'From Pod', 'edge proxy')
  await press(page, 'Tab', 'Tab')
  await pickPod(page, 'To Pod', 'shop web-')
  await press(page, 'Tab')
  await expect(page.getByTestId('verdict-port')).toBeFocused()
  await expect(page.getByTestId('verdict-ask')).toBeDisabled()
  await page.keyboard.type('http')
  await shoot(app, 'verdict-form')
  await press(page, 'Enter')
  const answer = page.getByTestId('answer')
  await expect(answer.getByTestId('verdict-badge')).toHaveText('Allowed')
  await expect(answer).toContainText('NetworkPolicy shop/web lets it enter: spec.ingress[0].from[0]')
  await shoot(app, 'verdict-allowed')

  // the rule that decides is a step away
  await answer.getByTestId('finding-field').filter({ hasText: 'spec.ingress[0].from[0]' }).click()
  await expect(page.getByTestId('drawer-name')).toHaveText('web')
  await expect.poll(() => markedLine(page)).toContain('podSelector')
  expect(await linesAbove(page)).toContain('ingress:')
  await press(page, 'Escape')

  // another one is refused, and says by whom
  await answer.getByRole('button', { name: 'Ask again…' }).click()
  for (const [label, words] of [
    ['From Pod', 'shop cart'],
    ['To Pod', 'shop catalog'],
  ] as const) {
    await page.getByRole('combobox', { name: label }).focus()
    await press(page, 'Control+a')
    await pickPod(page, label, words)
  }
  await page.getByTestId('verdict-ask').click()
  await expect(answer.getByTestId('verdict-badge')).toHaveText('Blocked')
  await expect(answer.getByTestId('finding-field').first()).toHaveText('spec.podSelector')
  await shoot(app, 'verdict-blocked')

  // a port that is none is said where it was asked
  await answer.getByRole('button', { name: 'Ask again…' }).click()
  await page.getByTestId('verdict-port').fill('no-such-port')
  await press(page, 'Enter')
  await expect(answer).toContainText('has no TCP port "no-such-port"')
  await page.getByRole('button', { name: 'Leave the answer' }).click()
  expect(app.errors).toEqual([])
})

test('the drawer of a Pod asks from that Pod', async () => {
  const { page } = app
  await openKind(page, 'core/Pod')
  await rowOf(page, 'core/Pod/data/kafka-0').click()
  await page.getByTestId('ask').click()
  await page.getByRole('menuitemradio', { name: 'May this Pod reach…' }).click()
  await expect(page.getByRole('combobox', { name: 'From Pod' })).toHaveValue('data/kafka-0')
  await page.getByTestId('verdict').getByRole('combobox', { name: 'To Pod' }).focus()
  await press(page, 'Escape')
  await expect(page.getByTestId('verdict')).toHaveCount(0)
})

test('own rules are written with a mark under each mistake, kept unsaved, and make edges once saved', async () => {
  const { page } = app
  const rules = page.getByTestId('own-rules')
  const openRules = async (): Promise<void> => {
    await press(page, 'Control+k')
    await page.keyboard.type('own rules')
    await expect(page.getByTestId('palette').getByRole('option', { name: /Own rules/ })).toBeVisible()
    await press(page, 'Enter')
    await expect(page.getByTestId('rules-editor').getByRole('textbox')).toBeFocused()
  }
  await openKind(page, 'apps/Deployment')
  await rowOf(page, 'apps/Deployment/shop/cart').click()
  await page.getByTestId('tab-relations').click()
  await expect(page.getByTestId('drawer')).toContainText('spec.template')
  await expect(page.getByTestId('drawer')).not.toContainText('metadata.labels["app.kubernetes.io/name"]')

  await openRules()
  await expect(page.getByTestId('rules-state')).toHaveText('0 rules')
  await page.getByTestId('rules-example').click()
  await expect(page.getByTestId('rules-state')).toHaveText('1 rule, not saved')
  await press(page, 'Control+a')
  await page.keyboard.insertText(
    'rules:\n  - name: same-name\n    from: apps/Deployment\n    path: metadata.labels["app.kubernetes.io/name"]\n    to: core/Service\n    match: nme\n',
  )
  await expect(page.getByTestId('rules-problem')).toHaveText('Line 6, column 12')
  await expect(rules.locator('.cm-wrong')).toHaveText('nme')
  await expect(page.getByTestId('rules-save')).toBeDisabled()
  await shoot(app, 'own-rules-mistake')

  // who leaves finds it again
  await press(page, 'Escape')
  await expect(rules).toHaveCount(0)
  await openRules()
  await expect(page.getByTestId('rules-problem')).toBeVisible()
  await page.getByTestId('rules-problem').click()
  await press(page, 'Shift+End')
  await page.keyboard.insertText('name')
  await expect(page.getByTestId('rules-state')).toHaveText('1 rule, not saved')
  await expect(rules.locator('.cm-wrong')).toHaveCount(0)
  await press(page, 'Control+s')
  await expect(page.getByTestId('rules-state')).toHaveText('Saved: 1 rule in use')
  await expect(page.getByTestId('rules-save')).toBeDisabled()
  await shoot(app, 'own-rules')
  await press(page, 'Escape')

  // the graph has it: the drawer tells the edge with the field that made it, and the field is a step away
  await rowOf(page, 'apps/Deployment/shop/catalog').click()
  await rowOf(page, 'apps/Deployment/shop/cart').click()
  const proof = page.getByTestId('drawer').getByRole('button', { name: 'metadata.labels["app.kubernetes.io/name"]' })
  await expect(proof.first()).toBeVisible()
  await proof.first().click()
  await expect.poll(() => markedLine(page)).toContain('app.kubernetes.io/name: cart')

  await openRules()
  await press(page, 'Control+a', 'Delete', 'Control+s')
  await expect(page.getByTestId('rules-state')).toContainText('no rules of your own')
  await press(page, 'Escape')
  await page.getByTestId('tab-relations').click()
  await rowOf(page, 'apps/Deployment/shop/catalog').click()
  await rowOf(page, 'apps/Deployment/shop/cart').click()
  await expect(page.getByTestId('drawer')).toContainText('spec.template')
  await expect(proof).toHaveCount(0)
  expect(app.errors).toEqual([])
})

async function pickPod(page: Page, label: string, words: string): Promise<void> {
  const field = page.getByRole('combobox', { name: label })
  await expect(field).toBeFocused()
  await page.keyboard.type(words)
  await expect(field).toHaveAttribute('aria-expanded', 'true')
  const first = page.getByRole('listbox', { name: label }).getByRole('option').first()
  const [wanted = ''] = words.split(' ').slice(-1)
  await expect(first).toContainText(wanted)
  const name = (await first.innerText()).trim()
  await press(page, 'Enter')
  await expect(field).toHaveValue(name)
}

/** The line of the YAML that somebody was led to. */
function markedLine(page: Page): Promise<string> {
  return page.getByTestId('yaml').locator('.cm-here').innerText()
}

/** The lines of the YAML before the marked one. */
async function linesAbove(page: Page): Promise<string> {
  const lines = await page.getByTestId('yaml').locator('.cm-line').allInnerTexts()
  return lines.slice(0, lines.indexOf(await markedLine(page))).join('\n')
}

test('a path is asked by keyboard alone: from the palette to the palette, and from the drawer to what is walked to', async () => {
  const { page } = app
  await openKind(page, 'apps/Deployment')
  await rowOf(page, 'apps/Deployment/shop/checkout').click()
  await press(page, 'Control+k')
  await page.keyboard.type('path to')
  await expect(page.getByTestId('palette').getByRole('option', { name: /Path to…/ })).toContainText('deploy/checkout')
  await press(page, 'Enter')
  const answer = page.getByTestId('answer')
  await expect(answer).toContainText('deploy/checkout → choose the other end')
  // the keys go on in the picture
  await expect(page.getByTestId('topology')).toBeFocused()
  await press(page, 'Control+k')
  await page.keyboard.type('shop-db')
  await expect(page.getByTestId('palette')).toContainText('A path from checkout to')
  await expect(
    page
      .getByTestId('palette')
      .getByRole('option', { name: /secret.shop-db/ })
      .first(),
  ).toBeVisible()
  await press(page, 'Enter')
  await expect(answer.getByTestId('answer-summary')).toContainText(/checkout.*shop-db/)
  await expect(answer).toContainText(/rule \d+/)
  await expect(page.getByTestId('topology')).toBeVisible()
  await shoot(app, 'path-by-palette')

  // keys of the whole app are heard in the list of findings, too
  await expect(answer.getByRole('listbox')).toBeFocused()
  await press(page, 'Control+k')
  await expect(page.getByTestId('palette')).toBeVisible()
  await press(page, 'Escape', 'Escape')
  await expect(answer).toHaveCount(0)

  // from the drawer; what is only walked past is not the end
  await openKind(page, 'core/Service')
  await rowOf(page, 'core/Service/shop/web').click()
  await page.getByTestId('ask').focus()
  await press(page, 'Enter')
  await expect(page.getByRole('menuitemradio', { name: 'Path to…' })).toBeVisible()
  const path = page.getByRole('menuitemradio', { name: 'Path to…' })
  await expect(async () => {
    await press(page, 'ArrowDown')
    await expect(path).toBeFocused({ timeout: 200 })
  }).toPass({ timeout: 10_000 })
  await press(page, 'Enter')
  await expect(answer).toContainText('svc/web → choose the other end')
  await expect(page.getByTestId('drawer')).toHaveCount(0)
  await expect(page.getByTestId('topology')).toBeFocused()
  // keys walk in what is drawn
  await expect(page.getByTestId('legend')).toContainText(/[1-9]\d* drawn/)
  await press(page, 'ArrowRight', 'ArrowRight')
  await expect(answer).toContainText('svc/web → choose the other end')
  await press(page, 'Enter')
  await expect(answer.getByTestId('answer-summary')).toContainText('Service shop/web')
  await expect(answer.getByTestId('answer-summary')).toContainText(/step|way/)
  await shoot(app, 'path-by-walking')
  await page.getByRole('button', { name: 'Leave the answer' }).click()
  expect(app.errors).toEqual([])
})
