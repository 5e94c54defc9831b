import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FakeCluster } from '../support/fakeCluster.ts'
import { banner, shoot, sizeWindow } from './appScreen.ts'
import { expect, test } from './appTest.ts'

test('without any kubeconfig the app opens on the sample, says so, and how to add a cluster', async ({ app }) => {
  const { page } = app
  await sizeWindow(app, 1440, 900)
  await expect(page.getByRole('heading', { name: 'Pods', exact: true })).toBeVisible()
  await expect(page.getByTestId('row').first()).toBeVisible()
  await expect(banner(page, 'cluster')).toContainText('Sample data, not a cluster')
  await expect(banner(page, 'cluster').getByRole('button', { name: 'Add kubeconfig' })).toBeVisible()
  await expect(page.getByTestId('ledger')).toContainText(/old/)
  // nothing is kept of it, so nothing is asked
  await expect(banner(page, 'cache')).toHaveCount(0)
  await shoot(app, 'first-start')

  // home says where it looked; a ~/.kube/config that is not there is no source
  await page.getByTestId('rail-home').click()
  await expect(page.getByTestId('first-start')).toContainText('No kubeconfig was found')
  await expect(page.getByTestId('first-start')).toContainText('~/.kube/config')
  await expect(page.getByTestId('sources')).not.toContainText(join(app.userData, '.kube/config'))
  await shoot(app, 'first-start-home')
  expect(app.errors).toEqual([])
})

test('adding a kubeconfig from the sample shows its clusters; ~/.kube/config is seen when it appears', async ({ app }) => {
  const { page, electron, userData } = app
  const cluster = await FakeCluster.start({ pods: 10, others: 30 })
  try {
    const file = cluster.kubeconfig([cluster.context('east'), cluster.context('west')])
    await electron.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
    }, file)
    await banner(page, 'cluster').getByRole('button', { name: 'Add kubeconfig' }).click()
    await expect(page.getByTestId('clusters')).toContainText('east')
    await expect(page.getByTestId('clusters')).toContainText('west')
    mkdirSync(join(userData, '.kube'))
    writeFileSync(join(userData, '.kube/config'), cluster.server.kubeconfig('admin'))
    await expect(page.getByTestId('clusters')).toContainText('fake-admin')
    await expect(page.getByTestId('sources')).toContainText(join(userData, '.kube/config'))
  } finally {
    await cluster.stop()
  }
})

test('one context alone is opened at once, and so is the current one of --kubeconfig', async ({ launch }) => {
  const cluster = await FakeCluster.start({ pods: 10, others: 30 })
  try {
    const one = await launch({ env: { KUBECONFIG: cluster.kubeconfig([cluster.context('only')]) } })
    await expect(one.page.getByRole('heading', { name: 'Pods', exact: true })).toBeVisible()
    await expect(one.page.getByTestId('count')).toContainText('10')
    await expect(one.page.getByTestId('ledger')).toContainText('only')
    await one.close()

    const several = cluster.kubeconfig([cluster.context('current'), cluster.context('other')])
    const named = await launch({ args: ['--kubeconfig', several] })
    await expect(named.page.getByTestId('count')).toContainText('10')
    await expect(named.page.getByTestId('ledger')).toContainText('current')
    await named.close()

    // which of several a person wants is theirs to say
    const unnamed = await launch({ env: { KUBECONFIG: several } })
    await expect(unnamed.page.getByTestId('clusters')).toContainText('other')
    await expect(unnamed.page.getByRole('heading', { name: 'Clusters' })).toBeVisible()
    await unnamed.close()
  } finally {
    await cluster.stop()
  }
})

test('a kubeconfig that cannot be read is told, and not hidden behind the sample', async ({ launch }) => {
  const app = await launch({ env: { KUBECONFIG: '/nowhere/config' } })
  await expect(app.page.getByRole('heading', { name: 'Clusters' })).toBeVisible()
  await expect(app.page.getByTestId('sources')).toContainText('does not exist')
  const missing = await launch({ args: ['--snapshot', '/nowhere/x.kubilitics'] })
  await expect(missing.page.getByTestId('banner').filter({ hasText: 'no such file' })).toBeVisible()
})
