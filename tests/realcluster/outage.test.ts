import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { objectId } from '../../engine/contract/index.ts'
import { Stops } from '../support/fakeCluster.ts'
import { RawClient } from '../support/rawClient.ts'
import { asked, type TestCluster, TestWindow, until } from '../support/testWindow.ts'

/**
 * `SCRIPT DIR`: a script that can pause, resume, kill and start the API server of the cluster in DIR (`SCRIPT pause --dir DIR`), and that this test
 * has for itself.
 */
const [script, dir] = (process.env['KUBILITICS_TEST_CLUSTER'] ?? '').split(' ')

/** Of rows those that last: what other tests of this cluster have left is tidied up by its controllers, for a while after them. */
const lasting = (ids: readonly string[]): readonly string[] => ids.filter((id) => /\/(?:default|kube-[a-z-]+)(?:\/|$)/.test(id))

describe.skipIf(script === undefined || script === '' || dir === undefined)(
  'an API server that freezes or dies (KUBILITICS_TEST_CLUSTER)',
  () => {
    const stops = new Stops()
    let cluster: TestCluster
    let killed = false
    const kubeconfig = path.join(dir ?? '', 'admin.kubeconfig')
    const control = (verb: string) => promisify(execFile)(script ?? '', [verb, '--dir', dir ?? ''], { timeout: 100_000 })

    /** Objects of kinds that nothing changes by itself, as the server has them and as they are held. */
    async function sameAsServer(): Promise<void> {
      const raw = RawClient.fromFile(kubeconfig)
      try {
        const kinds = {
          'core/ConfigMap': '/api/v1/configmaps',
          'core/Namespace': '/api/v1/namespaces',
          'core/ServiceAccount': '/api/v1/serviceaccounts',
          'rbac.authorization.k8s.io/ClusterRole': '/apis/rbac.authorization.k8s.io/v1/clusterroles',
          'apps/Deployment': '/apis/apps/v1/deployments',
          'core/Pod': '/api/v1/pods',
        }
        for (const [kind, at] of Object.entries(kinds)) {
          const differences = await asked(
            async () => {
              const theirs = (
                (await raw.send(at)).json.items as { metadata: { namespace?: string; name: string; resourceVersion: string } }[]
              )
                .map(({ metadata }) => `${objectId(kind, metadata.namespace ?? '', metadata.name)} ${metadata.resourceVersion}`)
                .sort()
              const { store } = cluster.inside.picture
              store.flush()
              const ours = [...store.ofKind(kind)]
                .map((object) => `${objectId(kind, object.namespace, object.name)} ${object.resourceVersion}`)
                .sort()
              return theirs.filter((line) => !ours.includes(line)).concat(ours.filter((line) => !theirs.includes(line)))
            },
            (lines) => lines.length === 0,
            30_000,
          )
          expect(differences).toEqual([])
        }
      } finally {
        raw.close()
      }
    }

    async function put(name: string): Promise<void> {
      const raw = RawClient.fromFile(kubeconfig)
      try {
        expect(
          (
            await raw.send('/api/v1/namespaces/default/configmaps', {
              method: 'POST',
              body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } },
            })
          ).status,
        ).toBe(201)
      } finally {
        raw.close()
      }
    }

    beforeAll(async () => {
      const window = stops.add(await TestWindow.open({ kubeconfig }))
      cluster = await window.cluster((await window.clusters())[0]?.id ?? '')
      await cluster.is('live', 60_000)
    })
    afterAll(async () => {
      if (script !== undefined && dir !== undefined) {
        await control('resume').catch(() => undefined) // it was not paused
        if (killed) await control('start-apiserver') // a second one would be nobody's to stop
      }
      await stops.all()
    })

    it('frozen: stale within seconds, the rows stay; thawed: live, and the same as the server', async () => {
      const table = await (await cluster.rows('core/ConfigMap')).shows(({ last }) => last.ledger.state === 'listed')
      const rows = lasting(table.ids)
      expect(rows.length).toBeGreaterThan(2)
      await control('pause')
      try {
        const stale = await cluster.is('stale', 30_000)
        expect(stale.error).not.toBeNull()
        expect(lasting(table.ids)).toEqual(rows)
        await table.shows(({ last }) => last.ledger.state === 'stale')
      } finally {
        await control('resume')
      }
      await cluster.is('live', 60_000)
      const name = `thawed-${process.pid}`
      await put(name)
      await table.shows(({ names }) => names.includes(name), 40_000)
      await sameAsServer()
    })

    it('killed and started again: stale, then live, and the same as the server', async () => {
      const table = await (await cluster.rows('core/Namespace')).shows(({ last }) => last.ledger.state === 'listed')
      const rows = lasting(table.ids)
      expect(rows.length).toBeGreaterThan(2)
      await control('kill-apiserver')
      killed = true
      const stale = await cluster.is('stale', 30_000)
      expect(stale.error).toMatchObject({ code: 'unreachable' })
      expect(lasting(table.ids)).toEqual(rows)
      await control('start-apiserver')
      killed = false
      await cluster.is('live', 90_000)
      await sameAsServer()
      await until(
        () => cluster.ledger('stale').length + cluster.ledger('failed').length === 0,
        () => JSON.stringify([...cluster.ledger('stale'), ...cluster.ledger('failed')]),
        60_000,
      )
    })
  },
)
