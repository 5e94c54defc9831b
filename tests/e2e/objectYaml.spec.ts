import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FakeCluster } from '../support/fakeCluster.ts'
import { openKind, press, rowOf, shoot, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

/** The YAML of an object, what its fields mean, and the values of a Secret. */
const value = 'correct horse battery staple'
let cluster: FakeCluster
let app: RunningApp

test.beforeAll(async () => {
  cluster = await FakeCluster.start({ pods: 20, others: 60 })
  const { server } = cluster
  server.put('', 'secrets', {
    metadata: {
      name: 'db',
      namespace: 'team-0',
      managedFields: [
        { manager: 'kubectl', operation: 'Apply', apiVersion: 'v1', fieldsV1: { 'f:data': { 'f:password': {} } } },
        { manager: 'operator', operation: 'Update', apiVersion: 'v1', fieldsV1: { 'f:type': {} } },
      ],
    },
    type: 'Opaque',
    data: { password: Buffer.from(value).toString('base64') },
  })
  const raw = (path: string, body: unknown): void => {
    server.faults.arm({
      when: (facts) => facts.path === path,
      times: Infinity,
      action: { type: 'raw', code: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    })
  }
  raw('/openapi/v3', { paths: { 'api/v1': { serverRelativeURL: '/openapi/v3/api/v1?hash=1' } } })
  raw('/openapi/v3/api/v1', {
    components: {
      schemas: {
        Secret: {
          type: 'object',
          'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Secret' }],
          properties: { type: { type: 'string', description: 'Used to <b>facilitate</b> programmatic handling of secret data.' } },
        },
      },
    },
  })
  app = await startApp({ env: { KUBECONFIG: cluster.kubeconfig([cluster.context('fleet')]) } })
  await sizeWindow(app, 1440, 900)
  await openKind(app.page, 'core/Secret')
  await rowOf(app.page, 'core/Secret/team-0/db').click()
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
  await cluster?.stop()
})

test.afterEach(() => {
  expect(app.errors).toEqual([])
})

test('one key of a Secret is revealed, hidden again, and written down without its value', async () => {
  const { page, userData } = app
  const key = page.getByTestId('key-password')
  await expect(key).toContainText('28 B')
  await key.getByRole('button', { name: 'Reveal password' }).click()
  await expect(page.getByTestId('revealed')).toHaveText(value)
  await expect(key).toContainText(/hidden again in (30|29|28) s/)
  await shoot(app, 'secret-revealed')
  await key.getByRole('button', { name: 'Hide password' }).click()
  await expect(page.getByTestId('revealed')).toHaveCount(0)
  // another tab takes it away as well
  await key.getByRole('button', { name: 'Reveal password' }).click()
  await expect(page.getByTestId('revealed')).toHaveText(value)
  await page.getByTestId('tab-events').click()
  await page.getByTestId('tab-overview').click()
  await expect(page.getByTestId('revealed')).toHaveCount(0)
  expect(await page.content()).not.toContain(value)
  const audit = readFileSync(join(userData, 'audit.jsonl'), 'utf8')
  expect(audit.trimEnd().split('\n')).toHaveLength(2)
  expect(audit).toContain('"key":"password","outcome":"revealed"')
  expect(audit).not.toContain(value)
})

test('managedFields are fetched on request and folded; found words unfold them', async () => {
  const { page } = app
  await page.getByTestId('tab-yaml').click()
  const yaml = page.getByTestId('yaml')
  await expect(yaml).toContainText('(not held: 28 bytes)')
  await page.getByTestId('yaml-managed').click()
  await expect(page.getByTestId('yaml-foot')).toContainText('managedFields (folded, 2 managers)')
  await expect(yaml).toContainText('folded, 2 managers')
  await expect(yaml).not.toContainText('f:password')
  await yaml.locator('.cm-line').first().click()
  await press(page, 'Control+f')
  await expect(page.getByRole('textbox', { name: 'Find in the YAML' })).toBeFocused()
  await page.keyboard.type('F:PASSWORD')
  await expect(yaml.locator('.cm-found-now')).toHaveText('f:password')
  await shoot(app, 'yaml-managed')
  await press(page, 'Escape')
  await page.getByTestId('yaml-managed').click()
  await expect(yaml).not.toContainText('managedFields')
})

test('a field says what it means, by key; text of the server is text', async () => {
  const { page } = app
  const yaml = page.getByTestId('yaml')
  await yaml.locator('.cm-line', { hasText: 'type: Opaque' }).click()
  await press(page, 'F1')
  const docs = yaml.locator('.cm-docs')
  await expect(docs).toContainText('Used to <b>facilitate</b> programmatic handling')
  await expect(docs).toContainText('string')
  await shoot(app, 'yaml-docs')
  await press(page, 'Escape')
  await expect(docs).toHaveCount(0)
  await expect(page.getByTestId('drawer')).toBeVisible()
  await yaml.locator('.cm-line', { hasText: 'apiVersion' }).click()
  await press(page, 'F1')
  await expect(docs).toContainText('knows no field of this name')
  await press(page, 'Escape')
})
