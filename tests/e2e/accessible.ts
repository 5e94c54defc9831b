import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { setTheme } from './appScreen.ts'
import { expect } from './appTest.ts'

/** Checks the page in both themes for violations of WCAG 2.1 A and AA that a program can see; it is left in dark. */
export async function expectAccessibleIn(page: Page, what: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(page, theme)
    // Electron gives no pages of their own for its checks of frames, and there are no frames
    const { violations } = await new AxeBuilder({ page: page })
      .setLegacyMode(true)
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
      .analyze()
    // a list that scrolls inside a grid: the grid around it is the Tab stop, and its keys scroll it, which the rule does not see
    const inGrid = await page.locator('[role="grid"][tabindex="0"] [data-virtual], [role="treegrid"][tabindex="0"] [data-virtual]').count()
    const told = violations
      .filter(
        ({ id, nodes }) =>
          id !== 'scrollable-region-focusable' || nodes.length > inGrid || nodes.some(({ html }) => !html.includes('data-virtual')),
      )
      .flatMap(({ id, help, nodes }) =>
        nodes
          .slice(0, 3)
          .map((node) => `${id}: ${help}; ${node.target.join(' ')} ${node.failureSummary?.split('\n').slice(1, 3).join(' ') ?? ''}`),
      )
    expect(told, `${what}, ${theme}`).toEqual([])
  }
}
