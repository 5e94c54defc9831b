import { FakeCluster } from '../support/fakeCluster.ts'
import { expectAccessibleIn } from './accessible.ts'
import { openKind, press, rowOf, shoot, sizeWindow } from './appScreen.ts'
import { expect, test } from './appTest.ts'

test('problems name their root, what each explains, and open the object, by keyboard alone', async ({ app }) => {
  const { page } = app
  await sizeWindow(app, 1440, 900)
  await page.getByTestId('sidebar-problems').click()
  const tree = page.getByTestId('problems')
  const first = tree.locator('[data-line="root"]').first()
  await expect(first).toContainText('Key payment.return-url is missing')
  await expect(first).toContainText('explains')
  await expect(tree.locator('[data-line="symptom"]').first()).toContainText('CrashLoopBackOff')
  await expect(page.getByTestId('problem-count')).toContainText('symptoms folded')
  await expectAccessibleIn(page, 'problems')
  await shoot(app, 'problems')

  await tree.focus()
  const symptoms = await tree.locator('[data-line="symptom"]').count()
  await press(page, 'Home', 'ArrowLeft')
  await expect(first).toHaveAttribute('aria-expanded', 'false')
  expect(await tree.locator('[data-line="symptom"]').count()).toBeLessThan(symptoms)
  await press(page, 'ArrowRight', 'ArrowDown', 'Enter')
  await expect(page.getByTestId('drawer')).toBeVisible()
  await expect(page.getByTestId('drawer-name')).toContainText('checkout')

  await page.getByRole('textbox', { name: 'Find a problem' }).fill('fraud')
  await expect(tree.locator('[data-line="root"]')).toHaveCount(1)
  // a snapshot is asked nothing: it says so
  await page.getByTestId('sidebar-rights').click()
  await expect(page.getByLabel('Rights', { exact: true })).toContainText('A snapshot never connects')
  expect(app.errors).toEqual([])
})

test('rights say who one is, what is missing, and the Role to ask for; usage says why it is not known', async ({ launch }) => {
  const cluster = await FakeCluster.start({ pods: 10, others: 30 })
  try {
    const watched = [...cluster.server.etcd.collections()].map(({ resource }) => resource.resource)
    cluster.server.access.grant(
      'dora',
      { verbs: ['get', 'list', 'watch'], groups: ['*'], resources: watched },
      { verbs: ['create'], groups: [''], resources: ['pods/exec'] },
    )
    const app = await launch({ env: { KUBECONFIG: cluster.kubeconfig([cluster.context('fleet', { login: 'dora' })]) } })
    const { page } = app
    await sizeWindow(app, 1440, 900)
    await page.getByTestId('sidebar-rights').click()
    await expect(page.getByTestId('who-am-i')).toContainText('You are dora')
    const line = (title: string) => page.getByTestId('rights-table').getByRole('row', { name: new RegExp(`^${title} `) })
    await expect(line('Pods').getByText('not allowed').first()).toBeAttached()
    await expect(line('Pods / exec')).toContainText('allowed')
    await expect(line('Pods / exec').getByRole('button')).toHaveCount(0)
    await line('Pods').getByRole('button').first().click()
    await expect(page.getByTestId('role-to-ask-for')).toContainText('verbs: ["create", "update", "patch", "delete"]')
    await expectAccessibleIn(page, 'rights')
    await shoot(app, 'rights')

    await openKind(page, 'core/Pod')
    await rowOf(page, (await page.getByTestId('row').first().getAttribute('data-object')) ?? '').dblclick()
    // what one may not do stays in its place, says so, and leads to the page that has the Role
    await expect(page.getByTestId('open-terminal')).toHaveAttribute('data-allowed', 'yes')
    await expect(page.getByTestId('open-log')).toHaveAttribute('data-allowed', 'no')
    await expect(page.getByTestId('open-log')).toHaveAttribute('title', /You may not get pods\/log/)
    await page.getByTestId('tab-metrics').click()
    await expect(page.getByTestId('metrics')).toContainText('does not serve metrics.k8s.io')
    await expect(page.getByTestId('metrics')).toContainText('No Service of this cluster looks like a Prometheus')
    await expectAccessibleIn(page, 'usage that is not known')
    expect(app.errors).toEqual([])
  } finally {
    await cluster.stop()
  }
})
