import type { Page } from '@playwright/test'
import { builtinResources, widgetResource } from '../fakeApiServer/resources.ts'
import { FakeCluster } from '../support/fakeCluster.ts'
import { openKind, press, rowOf, shoot, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

/** What somebody who may write objects would try: markup, scripts, escape sequences, characters that turn the direction of text. */
const markup =
  '<img src=x onerror="window.owned=1"><script>window.owned=1</script><svg onload="window.owned=1">{{constructor.constructor("window.owned=1")()}}'
const control = 'a\u0007b\u001b[31mred\u001b[0m\u0008c\u009bd\u202eetxt\u202ce\u2066f\u2069g\u200fh\ufeffi'
const nasty = `${markup}${control}javascript:window.owned=1`

let cluster: FakeCluster
let app: RunningApp

test.beforeAll(async () => {
  cluster = await FakeCluster.start({ pods: 5, others: 20, resources: [...builtinResources, widgetResource] })
  const { server } = cluster
  server.put('', 'namespaces', { metadata: { name: 'evil', annotations: { note: nasty } }, status: { phase: nasty } })
  server.put('', 'pods', {
    metadata: {
      name: 'evil',
      namespace: 'evil',
      uid: 'evil-uid',
      labels: { app: nasty },
      annotations: { [markup]: nasty, note: nasty },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: markup, uid: 'nobody', controller: true }],
    },
    spec: {
      nodeName: nasty,
      serviceAccountName: markup,
      containers: [
        {
          name: nasty,
          image: nasty,
          command: [nasty],
          env: [
            { name: nasty, value: nasty },
            { name: 'FROM', valueFrom: { configMapKeyRef: { name: markup, key: nasty } } },
          ],
        },
      ],
    },
    status: {
      phase: nasty,
      reason: nasty,
      message: nasty,
      podIP: nasty,
      conditions: [{ type: nasty, status: 'False', reason: nasty, message: nasty }],
      containerStatuses: [
        { name: nasty, ready: false, restartCount: 3, image: nasty, state: { waiting: { reason: nasty, message: nasty } } },
      ],
    },
  })
  server.put('', 'events', {
    metadata: { name: 'evil.1', namespace: 'evil' },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: 'evil', name: 'evil', uid: 'evil-uid' },
    type: 'Warning',
    reason: nasty,
    message: nasty,
    count: 7,
    source: { component: nasty },
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:01:00Z',
  })
  server.put('', 'configmaps', { metadata: { name: 'evil', namespace: 'evil' }, data: { [nasty]: nasty, 'x.yaml': `a: "${markup}"` } })
  server.put('', 'secrets', {
    metadata: { name: 'evil', namespace: 'evil' },
    type: nasty,
    data: { [markup]: Buffer.from('a secret that must not be seen').toString('base64') },
  })
  server.put('apiextensions.k8s.io', 'customresourcedefinitions', {
    metadata: { name: 'widgets.example.test' },
    spec: {
      group: 'example.test',
      scope: 'Namespaced',
      names: { kind: 'Widget', plural: 'widgets', singular: 'widget' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          additionalPrinterColumns: [
            { name: nasty, type: 'string', description: nasty, jsonPath: '.spec.text' },
            { name: 'When', type: 'date', jsonPath: '.spec.text' },
            { name: 'Many', type: 'integer', jsonPath: '.spec.deep' },
          ],
        },
      ],
    },
  })
  server.put('example.test', 'widgets', {
    metadata: { name: 'evil', namespace: 'evil', annotations: { note: nasty } },
    spec: { text: nasty, deep: { deeper: nasty } },
    status: { conditions: [{ type: 'Ready', status: nasty, message: nasty }] },
  })
  app = await startApp({ env: { KUBECONFIG: cluster.kubeconfig([cluster.context(`evil ${markup.slice(0, 30)}${control}`)]) } })
  await sizeWindow(app, 1440, 900)
  await app.page.evaluate(() => {
    ;(window as any).violations = []
    document.addEventListener('securitypolicyviolation', (event) =>
      (window as any).violations.push(`${event.effectiveDirective} ${event.blockedURI}`),
    )
  })
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
  await cluster?.stop()
})

test.afterEach(async () => {
  await expectHarmless(app.page)
})

test('in the list and in every tab of the drawer', async () => {
  const { page } = app
  await openKind(page, 'core/Pod')
  await rowOf(page, 'core/Pod/evil/evil').click()
  await expect(page.getByTestId('drawer-name')).toHaveText('evil')
  for (const tab of ['overview', 'relations', 'graph', 'events', 'yaml']) {
    await page.getByTestId(`tab-${tab}`).click()
    await expect(page.getByTestId(`tab-${tab}`)).toHaveAttribute('aria-selected', 'true')
    if (tab === 'events') await expect(page.getByTestId('drawer')).toContainText('<img src=x')
    if (tab === 'yaml') await expect(page.getByTestId('drawer')).toContainText('onerror')
    await expectHarmless(page)
    if (tab === 'overview') await shoot(app, 'hostile')
  }
  await page.getByTestId('tab-overview').click()
})

test('in config maps, secrets and custom resources with columns of their own', async () => {
  const { page } = app
  for (const kind of [
    'core/ConfigMap',
    'core/Secret',
    'example.test/Widget',
    'core/Event',
    'core/Namespace',
    'apiextensions.k8s.io/CustomResourceDefinition',
  ]) {
    await openKind(page, kind)
    const row = page
      .getByTestId('row')
      .filter({ hasText: /evil|widgets/ })
      .first()
    await row.click()
    await expect(page.getByTestId('drawer-name')).toBeVisible()
    await expectHarmless(page)
    await page.getByTestId('tab-yaml').click()
    await expect(page.getByTestId('drawer')).toContainText('metadata:')
    await expectHarmless(page)
    await page.getByTestId('tab-overview').click()
  }
  // the column is there under its name, as text
  await openKind(page, 'example.test/Widget')
  await expect(page.getByRole('columnheader').filter({ hasText: '<img src=x' })).toHaveCount(1)
  await expect(page.locator('body')).not.toContainText('a secret that must not be seen')
})

test('in the palette, the ledger, the list of clusters and the topology', async () => {
  const { page } = app
  await press(page, 'Control+k')
  await page.keyboard.type('evil')
  await expect(page.getByRole('option').first()).toBeVisible()
  await expectHarmless(page)
  await press(page, 'Escape')
  await page.getByTestId('ledger').getByRole('button').first().click()
  await expect(page.getByTestId('ledger-table')).toBeVisible()
  await expectHarmless(page)
  await page.getByTestId('rail-home').click()
  await expect(page.getByTestId('clusters')).toContainText('<img src=x')
  await expectHarmless(page)
  await page.getByTestId('rail').locator('[data-testid^="rail-ctx-"]').click()
  await page.getByTestId('sidebar-topology').click()
  await expect(page.getByTestId('legend')).toContainText(/[1-9]\d* drawn/)
  await page.getByTestId('topology').focus()
  await press(page, 'L')
  await expect(page.getByTestId('topology-list')).toContainText('evil')
  await expectHarmless(page)
})

test('in names that a person gives: of clusters and of views', async () => {
  const { page } = app
  await page.getByTestId('rail').locator('[data-testid^="rail-ctx-"]').click()
  await openKind(page, 'core/Pod')
  await page.getByTestId('views').click()
  await page.getByTestId('save-view').fill(`mine ${control}`)
  await press(page, 'Enter', 'Escape')
  await expect(page.getByTestId('sidebar')).toContainText('mine a')
  await expectHarmless(page)
  expect(await page.evaluate(async () => (await window.kubilitics.savedViews()).views.map(({ name }) => name).join())).toContain('⟨U+202E⟩')
})

/** No script ran, nothing was fetched, and no character is in the page that does something else than being read. */
async function expectHarmless(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const bad = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/
    const texts: string[] = []
    const walk = (root: Node): void => {
      for (const node of root.childNodes) {
        if (node.nodeType === Node.TEXT_NODE && bad.test(node.nodeValue ?? '')) texts.push(`text ${JSON.stringify(node.nodeValue)}`)
        if (node instanceof Element) {
          for (const { name, value } of node.attributes)
            if (bad.test(value) || bad.test(name)) texts.push(`${node.tagName} ${name} ${JSON.stringify(value)}`)
          if (node.shadowRoot !== null) walk(node.shadowRoot)
        }
        walk(node)
      }
    }
    walk(document)
    const made = [...document.querySelectorAll('script, iframe, object, embed, img')]
      .filter((element) => !(element instanceof HTMLScriptElement && new URL(element.src || 'about:blank').protocol === 'app:'))
      .map((element) => element.outerHTML)
    return { texts: texts.slice(0, 5), made, owned: (window as any).owned ?? null, violations: (window as any).violations }
  })
  expect(found).toEqual({ texts: [], made: [], owned: null, violations: [] })
  expect(app.errors).toEqual([])
}
