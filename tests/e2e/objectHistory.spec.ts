import { FakeCluster } from '../support/fakeCluster.ts'
import { expectAccessibleIn } from './accessible.ts'
import { openKind, press, rowOf, shoot, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

/** Revisions of a Deployment and what they differ in; what was applied; two objects beside each other. */
let cluster: FakeCluster
let app: RunningApp
const uid = '11111111-2222-4333-8444-555555555555'

const template = (image: string, hash?: string) => ({
  metadata: { labels: { app: 'web', ...(hash === undefined ? {} : { 'pod-template-hash': hash }) } },
  spec: { containers: [{ name: 'web', image, env: [{ name: 'MODE', value: '<b>plain</b>' }] }] },
})

test.beforeAll(async () => {
  cluster = await FakeCluster.start({ pods: 5, others: 40 })
  const { server } = cluster
  const applied = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'team-0' }, spec: { replicas: 2 } }
  server.put('apps', 'deployments', {
    metadata: {
      name: 'web',
      namespace: 'team-0',
      uid,
      annotations: {
        'deployment.kubernetes.io/revision': '2',
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(applied),
      },
    },
    spec: { replicas: 5, selector: { matchLabels: { app: 'web' } }, template: template('registry.example/web:2') },
    status: { replicas: 5, readyReplicas: 5, updatedReplicas: 5, availableReplicas: 5 },
  })
  for (const [revision, image, cause] of [
    [1, 'registry.example/web:1', ''],
    [2, 'registry.example/web:2', 'kubectl set image web=<img src=x onerror=alert(1)>'],
  ] as const)
    server.put('apps', 'replicasets', {
      metadata: {
        name: `web-${revision}`,
        namespace: 'team-0',
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid, controller: true }],
        annotations: {
          'deployment.kubernetes.io/revision': String(revision),
          ...(cause === '' ? {} : { 'kubernetes.io/change-cause': cause }),
        },
      },
      spec: { replicas: revision === 2 ? 5 : 0, selector: { matchLabels: { app: 'web' } }, template: template(image, `hash${revision}`) },
      status: { replicas: revision === 2 ? 5 : 0, readyReplicas: revision === 2 ? 5 : 0 },
    })
  server.put('apps', 'deployments', {
    metadata: { name: 'web-twin', namespace: 'team-0' },
    spec: { replicas: 7, selector: { matchLabels: { app: 'web' } }, template: template('registry.example/web:9') },
  })
  app = await startApp({ env: { KUBECONFIG: cluster.kubeconfig([cluster.context('fleet')]) } })
  await sizeWindow(app, 1440, 900)
  await openKind(app.page, 'apps/Deployment')
  await rowOf(app.page, 'apps/Deployment/team-0/web').click()
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
  await cluster?.stop()
})

test.afterEach(() => {
  expect(app.errors).toEqual([])
})

test('revisions are listed, and the last change is shown at once; others by the keyboard', async () => {
  const { page } = app
  await page.getByTestId('tab-history').click()
  await expect(page.getByTestId('revision-2')).toContainText('current')
  await expect(page.getByTestId('revision-2')).toContainText('5/5')
  await expect(page.getByTestId('revision-2')).toContainText('<img src=x onerror=alert(1)>')
  await expect(page.getByTestId('revision-1')).toContainText('registry.example/web:1')
  const diff = page.getByTestId('diff')
  await expect(page.getByTestId('diff-count')).toHaveText('+1 −1')
  await expect(diff).toContainText('registry.example/web:2')
  await expect(diff.locator('.cm-deletedChunk')).toContainText('registry.example/web:1')
  await expect(diff).not.toContainText('hash2')
  await shoot(app, 'history')
  await expectAccessibleIn(page, 'history of a Deployment')
  // from revision 2 to itself: there is nothing to compare
  const from = page.getByRole('radio', { name: 'Compare from revision 1' })
  await from.focus()
  await press(page, 'ArrowUp')
  await expect(page.getByRole('radio', { name: 'Compare from revision 2' })).toBeChecked()
  await expect(diff).toHaveCount(0)
  await press(page, 'ArrowDown')
  await expect(diff).toHaveCount(1)
})

test('a difference is shown large, side by side, with all lines for who asks', async () => {
  const { page } = app
  await page.getByTestId('diff-large').click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.locator('.cm-merge-a')).toContainText('registry.example/web:1')
  await expect(dialog.locator('.cm-merge-b')).toContainText('registry.example/web:2')
  await dialog.getByTestId('diff-whole').click()
  await expect(dialog.locator('.cm-merge-b')).toContainText('app: web')
  await expectAccessibleIn(page, 'difference, large')
  await press(page, 'Escape')
  await expect(dialog).toHaveCount(0)
})

test('a new revision comes in while one looks', async () => {
  const { page } = app
  const { server } = cluster
  server.put('apps', 'replicasets', {
    metadata: {
      name: 'web-3',
      namespace: 'team-0',
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid, controller: true }],
      annotations: { 'deployment.kubernetes.io/revision': '3' },
    },
    spec: { replicas: 5, selector: { matchLabels: { app: 'web' } }, template: template('registry.example/web:3', 'hash3') },
    status: { replicas: 5, readyReplicas: 4 },
  })
  await expect(page.getByTestId('revision-3')).toContainText('4/5')
})

test('what was applied is compared with what is', async () => {
  const { page } = app
  await page.getByTestId('tab-yaml').click()
  await page.getByTestId('yaml-applied').click()
  await expect(page.getByTestId('diff-count')).toHaveText('+1 −1')
  await expect(page.getByTestId('diff')).toContainText('replicas: 5')
  await expect(page.getByTestId('diff')).not.toContainText('image')
  await shoot(app, 'yaml-applied')
  await expectAccessibleIn(page, 'what was applied')
  await page.getByTestId('yaml-applied').click()
  await expect(page.getByTestId('yaml')).toContainText('selector')
})

test('an object is compared with another one of its kind', async () => {
  const { page } = app
  await page.getByTestId('compare-object').click()
  await page.getByTestId('compare-find').fill('twin')
  await page.getByRole('option', { name: 'team-0/web-twin' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.locator('.cm-merge-b')).toContainText('replicas: 7')
  await expect(dialog.getByTestId('diff-left-out')).toContainText('status')
  await shoot(app, 'compare-objects')
  await expectAccessibleIn(page, 'two objects beside each other')
  await press(page, 'Escape')
  await expect(dialog).toHaveCount(0)
})
