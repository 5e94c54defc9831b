import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { FakeCluster } from '../support/fakeCluster.ts'
import type { ContextText } from '../support/kubeconfigText.ts'
import { kubeconfigText } from '../support/kubeconfigText.ts'
import { banner, contextId, openKind, shoot, sizeWindow } from './appScreen.ts'
import type { RunningApp } from './appTest.ts'
import { expect, startApp, test } from './appTest.ts'

/** All clusters and files of this journey; one app for all tests, since they only look at different contexts of it. */
let cluster: FakeCluster
let second: FakeCluster
let app: RunningApp
let folder: string
let deadPort: number
const files: Record<string, string> = {}

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kubilitics-e2e-clusters-'))
  cluster = await FakeCluster.start({ pods: 30, others: 60, tokens: { 'the-token': 'admin' } })
  second = await FakeCluster.start({ pods: 12, others: 40, seed: 7 })
  deadPort = await unusedPort()
  const write = (name: string, text: string): string => {
    const file = join(folder, name)
    writeFileSync(file, text, { mode: 0o600 })
    files[name] = file
    return file
  }
  const plugin = join(folder, 'give-token')
  writeFileSync(
    plugin,
    `#!/bin/sh\necho ran >> ${folder}/plugin-ran\necho '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"the-token"}}'\n`,
  )
  chmodSync(plugin, 0o700)
  const exec = (command: string): Record<string, unknown> => ({
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      interactiveMode: 'Never',
      command,
      args: ['--cluster', 'shop; rm -rf /'],
      env: [{ name: 'PLUGIN_MODE', value: 'not-for-the-screen' }],
      installHint: 'Ask the platform team',
    },
  })
  const text = (contexts: ContextText[], change: (config: any) => void = () => {}): string => {
    const config = JSON.parse(kubeconfigText(contexts))
    change(config)
    return JSON.stringify(config)
  }
  const expired = cluster.server.authority.issue('late', { days: -2 })
  const list = [
    write(
      'good',
      text([
        cluster.context('prod'),
        second.context('staging'),
        cluster.context('nobody', { login: 'nobody' }),
        { ...cluster.context('dead'), server: `https://127.0.0.1:${deadPort}` },
      ]),
    ),
    write('not-yaml', 'apiVersion: v1\n  kind: [Config\n'),
    write(
      'no-ca',
      text([cluster.context('no-ca')], (config) => {
        config.clusters[0].cluster = { server: cluster.server.url, 'certificate-authority': '/nowhere/ca.pem' }
      }),
    ),
    write(
      'expired',
      text([
        cluster.context('expired', {
          user: {
            'client-certificate-data': Buffer.from(expired.cert).toString('base64'),
            'client-key-data': Buffer.from(expired.key).toString('base64'),
          },
        }),
      ]),
    ),
    write('unknown-exec', text([cluster.context('unknown-exec', { user: exec('kubilitics-no-such-plugin') })])),
    write('exec', text([cluster.context('exec', { user: exec('./give-token') })])),
    write(
      'insecure',
      text([cluster.context('insecure')], (config) => {
        config.clusters[0].cluster = { server: cluster.server.url, 'insecure-skip-tls-verify': true }
      }),
    ),
  ]
  app = await startApp({ env: { KUBECONFIG: list.join(delimiter) } })
  await sizeWindow(app, 1440, 900)
})

test.afterAll(async () => {
  await app?.close()
  app?.forget()
  await cluster?.stop()
  await second?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test.beforeEach(async () => {
  await app.page.getByTestId('rail-home').click()
})

test('several contexts are live at once, each in its own state', async () => {
  const { page } = app
  await expect(page.getByTestId('clusters')).toContainText('prod')
  await connect(page, 'good', 'prod')
  await page.getByTestId('rail-home').click()
  await connect(page, 'good', 'staging')
  await expect(page.getByTestId('count')).toContainText('12')
  await page.getByTestId('rail-home').click()
  await expect(row(page, 'good', 'prod')).toContainText('Live')
  await expect(row(page, 'good', 'staging')).toContainText('Live')
  await expect(row(page, 'good', 'prod')).toContainText('1.34.4')
  await expect(page.getByTestId(`rail-${id('good', 'prod')}`)).toHaveAttribute('title', /Live/)
  await expect(page.getByTestId(`rail-${id('good', 'staging')}`)).toHaveAttribute('title', /Live/)
  // each keeps its own picture
  await page.getByTestId(`rail-${id('good', 'prod')}`).click()
  await expect(page.getByTestId('count')).toContainText('30')
  await page.getByTestId(`rail-${id('good', 'staging')}`).click()
  await expect(page.getByTestId('count')).toContainText('12')
})

test('bad kubeconfigs say what is wrong with them, and disturb no other', async () => {
  const { page } = app
  const sources = page.getByTestId('sources')
  await expect(sources).toContainText('The file is not a kubeconfig')
  await expect(sources).toContainText('/nowhere/ca.pem')
  await expect(sources).toContainText('The client certificate expired on')
  await expect(row(page, 'no-ca', 'no-ca')).toContainText('certificate-authority')
  await expect(row(page, 'expired', 'expired')).toContainText('expired on')
  await row(page, 'no-ca', 'no-ca').click()
  await expect(page.getByTestId('cluster-detail')).toContainText('Correct the path in the kubeconfig')
  await connect(page, 'unknown-exec', 'unknown-exec')
  await expect(banner(page, 'cluster')).toContainText('kubilitics-no-such-plugin is not installed')
  await expect(banner(page, 'cluster')).toContainText('Ask the platform team')
  await page.getByTestId('rail-home').click()
  await expect(row(page, 'unknown-exec', 'unknown-exec')).toContainText('Signed out')
  await connect(page, 'no-ca', 'no-ca')
  await expect(banner(page, 'cluster')).toContainText('/nowhere/ca.pem')
  await page.getByTestId('rail-home').click()
  await expect(row(page, 'good', 'staging')).toBeVisible()
  await shoot(app, 'clusters')
})

test('an exec plugin runs only after consent to file, program, arguments and variables', async () => {
  const { page } = app
  const ran = (): boolean => existsSync(join(folder, 'plugin-ran'))
  await connect(page, 'exec', 'exec')
  await expect(banner(page, 'cluster')).toContainText('Exec plugin not allowed yet')
  expect(ran()).toBe(false)
  await banner(page, 'cluster').getByRole('button', { name: 'Review plugin' }).click()
  const asked = page.getByTestId('consent')
  for (const text of [
    files['exec'] ?? '',
    join(folder, 'give-token'),
    '--cluster',
    'shop; rm -rf /',
    'PLUGIN_MODE',
    'Ask the platform team',
  ])
    await expect(asked).toContainText(text)
  await expect(asked).not.toContainText('not-for-the-screen')
  await shoot(app, 'consent')
  await page.getByRole('button', { name: 'Do not run it' }).click()
  await expect(asked).toHaveCount(0)
  await page.getByTestId('rail-home').click()
  await expect(row(page, 'exec', 'exec')).toContainText('Signed out')
  await expect(row(page, 'exec', 'exec')).toContainText(/not allowed|refused/)
  expect(ran()).toBe(false)
  // a refusal can be thought over
  await row(page, 'exec', 'exec').getByRole('button', { name: 'Review plugin' }).click()
  await page.getByTestId('consent-allow').click()
  await expect(row(page, 'exec', 'exec')).toContainText('Live')
  expect(ran()).toBe(true)
})

test('a context that does not check certificates is marked, for good', async () => {
  const { page } = app
  await expect(row(page, 'insecure', 'insecure').getByLabel('certificate not checked')).toBeVisible()
  await row(page, 'insecure', 'insecure').click()
  await expect(page.getByTestId('cluster-detail')).toContainText('server certificate is not checked')
  await connect(page, 'insecure', 'insecure')
  await expect(page.getByTestId('count')).toContainText('30')
  await expect(page.locator('.pane')).toContainText(/not checked|insecure/)
})

test('a server that is not there is lost, with the reason and the next try', async () => {
  const { page } = app
  await connect(page, 'good', 'dead')
  await expect(banner(page, 'cluster')).toContainText('refuses the connection')
  await page.getByTestId('rail-home').click()
  await expect(row(page, 'good', 'dead')).toContainText('Lost')
  await expect(row(page, 'good', 'dead')).toContainText(/Next try in \d+ s/)
  await expect(row(page, 'good', 'staging')).not.toContainText('Lost')
})

test('a user without rights sees Forbidden and the Role to ask for, never an empty list', async () => {
  const { page, electron } = app
  await connect(page, 'good', 'nobody')
  await expect(page.getByTestId('forbidden').first()).toBeVisible()
  await expect(page.getByTestId('empty')).toHaveCount(0)
  await expect(page.getByTestId('forbidden').first()).toContainText('list pods at the cluster scope')
  await expect(page.getByTestId('forbidden').first()).toContainText('kind: ClusterRole')
  await page.getByRole('button', { name: 'Copy Role' }).first().click()
  await expect.poll(() => electron.evaluate(({ clipboard }) => clipboard.readText())).toContain('resources: ["pods"]')
  await openKind(page, 'apps/Deployment')
  await expect(page.getByTestId('forbidden').first()).toContainText('apiGroups: ["apps"]')
  await shoot(app, 'forbidden')
  await page.getByTestId('rail-home').click()
  await expect(row(page, 'good', 'nobody')).toContainText('Forbidden')
  // rights that are given later are seen
  cluster.server.access.grant('nobody', { verbs: ['get', 'list', 'watch'], groups: [''], resources: ['pods'] })
  await page.getByTestId(`rail-${id('good', 'nobody')}`).click()
  await openKind(page, 'core/Pod')
  await page.getByRole('button', { name: 'Check again' }).first().click()
  await expect(page.getByTestId('count')).toContainText('30')
  await expect(page.getByTestId('forbidden')).toHaveCount(0)
})

test('another cluster under a known name stops, until a person decides', async () => {
  const { page } = app
  await connect(page, 'good', 'staging')
  await expect(page.getByTestId('count')).toContainText('12')
  second.server.put('', 'namespaces', { metadata: { name: 'kube-system', uid: 'fa4e0000-0000-4000-8000-00000000beef' } })
  await second.server.crash()
  await expect(banner(page, 'cluster')).toContainText('Stale since')
  await second.server.start()
  await banner(page, 'cluster').getByRole('button', { name: 'Retry now' }).click()
  await expect(banner(page, 'cluster')).toContainText('This is another cluster')
  await expect(banner(page, 'cluster')).toContainText('Session stopped')
  await shoot(app, 'other-cluster')
  await banner(page, 'cluster').getByRole('button', { name: 'Accept as new' }).click()
  await expect(banner(page, 'cluster')).toHaveCount(0)
  await expect(page.getByTestId('count')).toContainText('12')
})

test('files, folders and pasted text are added, and taken away again', async () => {
  const { page, electron } = app
  const added = join(folder, 'added')
  mkdirSync(added, { recursive: true })
  writeFileSync(join(added, 'one.yaml'), kubeconfigText([cluster.context('from-folder')]))
  writeFileSync(join(added, 'notes.txt'), 'no kubeconfig')
  await electron.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, added)
  await page.getByRole('button', { name: 'Add a folder of kubeconfigs' }).click()
  await expect(page.getByTestId('clusters')).toContainText('from-folder')
  // the folder is watched
  writeFileSync(join(added, 'two.yaml'), kubeconfigText([cluster.context('came-later')]))
  await expect(page.getByTestId('clusters')).toContainText('came-later')

  await page.getByTestId('paste').click()
  await page.getByTestId('paste-text').fill('kind: Pod\n')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('kubeconfig')
  await page.getByTestId('paste-text').fill(kubeconfigText([cluster.context('from-paste')]))
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByTestId('clusters')).toContainText('from-paste')

  await page.getByRole('button', { name: `Remove ${added} from the list` }).click()
  await expect(page.getByTestId('clusters')).not.toContainText('from-folder')
  expect(readFileSync(join(added, 'one.yaml'), 'utf8')).toContain('from-folder')
})

test('alias, colour, group and favourite outlive the app, and no kubeconfig is written', async ({ launch }) => {
  const file = join(folder, 'marked')
  writeFileSync(file, kubeconfigText([cluster.context('one'), cluster.context('two')]))
  const before = readFileSync(file, 'utf8')
  const mine = contextId(file, 'two')
  const first = await launch({ env: { KUBECONFIG: file } })
  await first.page.getByTestId(`cluster-row-${mine}`).click()
  await first.page.getByTestId('alias').fill('Zebra')
  await first.page.getByTestId('alias').press('Enter')
  await expect(first.page.getByTestId(`cluster-row-${mine}`)).toContainText('Zebra')
  await first.page.getByTestId('group').fill('Savannah')
  await first.page.getByTestId('group').press('Enter')
  await first.page.getByRole('radio', { name: 'Colour 3' }).click()
  await first.page.getByRole('button', { name: 'Favourite', exact: true }).last().click()
  await first.page.getByTestId('protect').click()
  await expect(first.page.getByTestId('protect')).toHaveAttribute('aria-pressed', 'true')
  await first.page.getByTestId(`cluster-act-${mine}`).click()
  await expect(first.page.getByTestId('count')).toContainText('30')
  await expect(first.page.locator('.pane')).toContainText('protected')
  await first.close()

  const again = await launch({ env: { KUBECONFIG: file }, userData: first.userData })
  // the window returns to the cluster that was last looked at
  await expect(again.page.getByTestId('count')).toContainText('30')
  await again.page.getByTestId('rail-home').click()
  const line = again.page.getByTestId(`cluster-row-${mine}`)
  await expect(line).toContainText('Zebra')
  await expect(line.locator('.cbadge')).toHaveClass(/hue-3/)
  await expect(line.getByRole('button', { name: 'Favourite' })).toHaveAttribute('aria-pressed', 'true')
  await expect(line.getByLabel('protected')).toBeVisible()
  await expect(again.page.getByTestId('clusters')).toContainText('Savannah')
  // what was open is opened again
  await expect(line).toContainText('Live')
  expect(readFileSync(file, 'utf8')).toBe(before)
})

function id(file: string, context: string): string {
  return contextId(files[file] ?? '', context)
}

function row(page: Page, file: string, context: string): Locator {
  return page.getByTestId(`cluster-row-${id(file, context)}`)
}

/** Opens a context from the list of clusters, whatever its button says, and waits for its view. */
async function connect(page: Page, file: string, context: string): Promise<void> {
  await row(page, file, context).dblclick()
  await expect(page.getByRole('heading', { name: 'Pods', exact: true })).toBeVisible()
}

/** A port that nothing listens at. */
async function unusedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
