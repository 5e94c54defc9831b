import { describe, expect, it } from 'vitest'
import type { ClusterSummary, KindInfo } from '../../engine/contract/index.ts'
import { kubectlGet } from './kubectlCommand.ts'

const cluster = (name: string, source = 'context') => ({ name, source }) as ClusterSummary
const deployments = { group: 'apps', resource: 'deployments' } as KindInfo

describe('kubectlGet', () => {
  it('names context, namespace, resource with its group, and object', () => {
    expect(kubectlGet(cluster('prod'), deployments, { kind: 'apps/Deployment', namespace: 'shop', name: 'web' })).toBe(
      'kubectl --context prod -n shop get deployments.apps web -o yaml',
    )
    expect(kubectlGet(cluster('file', 'snapshot'), null, { kind: 'core/Node', namespace: '', name: 'n1' })).toBe(
      'kubectl get node n1 -o yaml',
    )
  })

  it('keeps a shell from running what stands in a name', () => {
    for (const [name, word] of [
      ["a'; touch /tmp/x; '", `'a'\\''; touch /tmp/x; '\\'''`],
      ['$(id)', "'$(id)'"],
      ['a b', "'a b'"],
      ['`id`', "'`id`'"],
      ['-rf', "'-rf'"],
      ['a\nb', "'a\nb'"],
      ['arn:aws:eks:eu-central-1:4:cluster/prod', 'arn:aws:eks:eu-central-1:4:cluster/prod'],
    ] as const)
      expect(kubectlGet(cluster(name), deployments, { kind: 'apps/Deployment', namespace: 'x', name })).toBe(
        `kubectl --context ${word} -n x get deployments.apps ${word} -o yaml`,
      )
  })
})
