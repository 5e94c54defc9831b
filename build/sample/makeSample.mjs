#!/usr/bin/env node
// Makes the bundled sample: applies the manifests beside this file to an empty test cluster, lets its controllers work, paints what kubelets would
// report, and saves a snapshot.
//   node build/sample/makeSample.mjs KUBECONFIG
// Needs kubectl. The cluster is changed: never give one that is used.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))
const root = path.resolve(here, '../..')
const kubeconfig = process.argv[2]
if (kubeconfig === undefined) {
  console.error('usage: node build/sample/makeSample.mjs KUBECONFIG   (of an empty test cluster)')
  process.exit(2)
}

/**
 * @param {string[]} args
 * @returns {string}
 */
function kubectl(...args) {
  return execFileSync('kubectl', ['--kubeconfig', kubeconfig ?? '', ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/**
 * One pod of an app, by its label.
 * @param {string} namespace
 * @param {string} app
 */
function podOf(namespace, app) {
  return kubectl('get', 'pods', '-n', namespace, '-l', `app.kubernetes.io/name=${app}`, '-o', 'jsonpath={.items[0].metadata.name}')
}

/**
 * What a kubelet would report of a container, in place of what the stand-in for kubelets said.
 * @param {string} namespace
 * @param {string} app
 * @param {object} state container state and last state
 * @param {boolean} ready
 * @param {number} restarts
 */
function paint(namespace, app, state, ready, restarts) {
  const pod = podOf(namespace, app)
  const image = kubectl('get', 'pod', pod, '-n', namespace, '-o', 'jsonpath={.spec.containers[0].image}')
  const now = new Date().toISOString()
  const conditions = ['Ready', 'ContainersReady'].map((type) => ({
    type,
    status: ready ? 'True' : 'False',
    lastTransitionTime: now,
    ...(ready ? {} : { reason: 'ContainersNotReady', message: `containers with unready status: [${app}]` }),
  }))
  const status = {
    conditions,
    containerStatuses: [{ name: app, image, imageID: '', ready, started: ready, restartCount: restarts, ...state }],
  }
  kubectl('patch', 'pod', pod, '-n', namespace, '--subresource=status', '--type=strategic', '-p', JSON.stringify({ status }))
}

for (const file of readdirSync(path.join(here, 'manifests')).sort())
  kubectl('apply', '--server-side', '-f', path.join(here, 'manifests', file))
console.log('applied; waiting for the controllers')
await sleep(30_000)

const now = new Date().toISOString()
paint(
  'shop',
  'image-resizer',
  {
    state: {
      waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "registry.example/shop/image-resizer:0.9.8": not found' },
    },
  },
  false,
  0,
)
paint(
  'shop',
  'recommend',
  {
    state: { running: { startedAt: now } },
    lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', startedAt: now, finishedAt: now } },
  },
  true,
  4,
)
paint(
  'payments',
  'fraud-check',
  { state: { waiting: { reason: 'CreateContainerConfigError', message: "couldn't find key token in Secret payments/fraud-model" } } },
  false,
  0,
)
paint('shop', 'orders', { state: { running: { startedAt: now } } }, false, 0)
kubectl('cordon', 'node-5')
await sleep(5_000)
// the story is told by warnings; hundreds of "Scheduled" and "Started" only make the file larger
kubectl('delete', 'events', '-A', '--field-selector=type=Normal')

const file = path.join(root, 'build/sample.kubilitics')
execFileSync(
  process.execPath,
  [path.join(root, 'build/kubilitics.mjs'), 'snapshot', 'save', file, '--kubeconfig', kubeconfig, '--sample', '--title', 'Sample: shop'],
  { stdio: 'inherit' },
)
