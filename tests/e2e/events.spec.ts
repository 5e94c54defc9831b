import { FakeCluster } from '../support/fakeCluster.ts'
import { expectAccessibleIn } from './accessible.ts'
import { press, shoot, sizeWindow } from './appScreen.ts'
import { expect, test } from './appTest.ts'

test('events and the overview of the sample, by keyboard alone', async ({ app }) => {
  const { page } = app
  await sizeWindow(app, 1440, 900)
  await page.getByTestId('sidebar-events').click()
  const table = page.getByTestId('events-table')
  await expect(page.getByTestId('event-row').first()).toBeVisible()
  await expect(page.getByTestId('events-kept')).toContainText('All that the snapshot holds')
  await expectAccessibleIn(page, 'events of the sample')
  await shoot(app, 'events')
  const all = await page.getByTestId('events-count').innerText()
  await page.getByTestId('events-text').fill('BackOff')
  await expect(page.getByTestId('events-count')).toContainText(`of ${all}`)
  await press(page, 'Enter', 'Home')
  await expect(table).toHaveAttribute('aria-activedescendant', /-event-0$/)
  await press(page, 'Enter')
  await expect(page.getByTestId('drawer')).toBeVisible()
  await expect(page.getByTestId('tab-events')).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByTestId('drawer')).toContainText('BackOff')

  await page.getByTestId('sidebar-overview').click()
  await expect(page.getByTestId('capacity')).toContainText('All nodes')
  await expect(page.getByTestId('overview-problems')).toContainText('explains')
  await expect(page.getByTestId('overview-unknown')).toContainText('Usage')
  await expectAccessibleIn(page, 'the overview of the sample')
  await shoot(app, 'overview')
  expect(app.errors).toEqual([])
})

test('events come as they happen, stay when the server forgets them, and lead to their node', async ({ launch }) => {
  const cluster = await FakeCluster.start({ pods: 10, others: 30 })
  const put = (name: string, reason: string): void => {
    cluster.server.put('', 'events', {
      metadata: { name, namespace: 'team-0' },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: 'team-0', name: 'web-1' },
      type: 'Warning',
      reason,
      message: '<img src=x onerror=alert(1)> failed',
      count: 2,
      firstTimestamp: new Date(Date.now() - 60_000).toISOString(),
      lastTimestamp: new Date().toISOString(),
    })
  }
  try {
    const app = await launch({ env: { KUBECONFIG: cluster.kubeconfig([cluster.context('fleet')]) } })
    const { page } = app
    await page.getByTestId('sidebar-events').click()
    await expect(page.getByTestId('events-kept')).toContainText('Kept for')
    put('web-1.x', 'FirstFailure')
    const row = page.getByTestId('event-row').filter({ hasText: 'FirstFailure' })
    await expect(row).toContainText('<img src=x')
    await expect(row).not.toContainText('kept')
    cluster.server.delete('', 'events', 'team-0', 'web-1.x')
    put('web-1.y', 'SecondFailure')
    await expect(page.getByTestId('event-row').first()).toContainText('SecondFailure')
    await expect(row).toContainText('kept')
    await row.getByRole('button').click()
    await expect(page.getByTestId('legend')).toBeVisible()
    expect(app.errors).toEqual([])
  } finally {
    await cluster.stop()
  }
})
