import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { setTheme } from './appScreen.ts'
import { expect } from './appTest.ts'

/** The rules of WCAG 2.1 A and AA that a program can see. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']

/** Violations on the page as it is, one line each. With `only` these rules alone, with `within` in these parts of the page alone. */
export async function violationsIn(
  page: Page,
  { only = [], within = [] }: { only?: readonly string[]; within?: readonly string[] } = {},
): Promise<readonly string[]> {
  // Electron gives no pages of their own for its checks of frames, and there are no frames
  const builder = new AxeBuilder({ page }).setLegacyMode(true)
  for (const part of within) if ((await page.locator(part).count()) > 0) builder.include(part)
  const { violations } = await (only.length > 0 ? builder.withRules([...only]) : builder.withTags(tags)).analyze()
  // a list that scrolls inside a grid: the grid around it is the Tab stop, and its keys scroll it, which the rule does not see
  const inGrid = await page.locator('[role="grid"][tabindex="0"] [data-virtual], [role="treegrid"][tabindex="0"] [data-virtual]').count()
  return violations
    .filter(
      ({ id, nodes }) =>
        id !== 'scrollable-region-focusable' || nodes.length > inGrid || nodes.some(({ html }) => !html.includes('data-virtual')),
    )
    .flatMap(({ id, help, nodes }) =>
      nodes
        .slice(0, 3)
        .map((node) => `${id}: ${help}; ${node.target.join(' ')} ${node.failureSummary?.split('\n').slice(1, 3).join(' ') ?? ''}`),
    )
}

/** Checks the page in both themes for violations; it is left in dark. */
export async function expectAccessibleIn(
  page: Page,
  what: string,
  theme: (page: Page, wanted: 'dark' | 'light') => Promise<void> = setTheme,
): Promise<void> {
  await theme(page, 'light')
  // what is not of colours is the same in both
  expect(await violationsIn(page, { only: ['color-contrast'] }), `${what}, light`).toEqual([])
  await theme(page, 'dark')
  expect(await violationsIn(page), `${what}, dark`).toEqual([])
}
