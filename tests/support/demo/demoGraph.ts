import type { GraphEdge, GraphFrame, GraphGroup, GraphNode, HealthLevel, ObjectId } from '../../../engine/contract/index.ts'
import { noHealth, objectId } from '../../../engine/contract/index.ts'
import { T0, health } from './demoClock.ts'
import { demoPicture } from './demoPicture.ts'
import { apps } from './demoRows.ts'

/** A little architecture: apps in two namespaces, with pods, services, configuration, a ghost. */
export function demoGraph(subscription: number): GraphFrame {
  const nodes: GraphNode[] = []
  const edges: GraphEdge[] = []
  const groups: GraphGroup[] = []
  const add = (
    kindId: string,
    namespace: string,
    name: string,
    level: HealthLevel,
    position: GraphNode['position'] | null,
    more: Partial<GraphNode> = {},
    state: GraphNode['computed']['state'] = 'present',
  ): ObjectId => {
    const id = objectId(kindId, namespace, name)
    nodes.push({
      id,
      kind: kindId,
      apiVersion: 'v1',
      namespace,
      name,
      metadata: { labels: {}, createdAt: T0 },
      computed: { health: level, reason: level === 'failing' ? 'CrashLoopBackOff' : 'Running', state },
      ...(position ? { position } : {}),
      ...more,
    })
    return id
  }
  const edge = (
    source: ObjectId,
    target: ObjectId,
    category: GraphEdge['category'],
    rule: number,
    state: GraphEdge['state'] = 'ok',
    confidence: GraphEdge['confidence'] = 'declared',
  ): void => {
    edges.push({
      id: `${source}>${target}:${rule}`,
      source,
      target,
      relationshipType: category,
      rule,
      category,
      confidence,
      state,
      evidence: [{ path: 'spec.selector', value: 'app=web' }],
    })
  }
  for (const [n, namespace] of ['shop', 'catalog'].entries()) {
    const left = n * 1500
    groups.push({
      id: `ns ${namespace}`,
      type: 'namespace',
      title: namespace,
      parent: null,
      members: Array.from({ length: 40 }, (_, k) => `m${k}`),
      counts: { 'apps/Deployment': 6, 'core/Pod': 24, 'core/Service': 6 },
      health: health({ healthy: 30, failing: n === 0 ? 3 : 0 }),
      worstHealth: n === 0 ? 'failing' : 'healthy',
      position: { x: left + 720, y: 420, width: 1440, height: 840 },
    })
    apps.slice(n * 6, n * 6 + 6).forEach((app, k) => {
      const [x, y] = [left + 40 + (k % 2) * 700, 80 + Math.floor(k / 2) * 250]
      const level: HealthLevel = app === 'checkout' ? 'failing' : app === 'orders' ? 'warning' : 'healthy'
      groups.push({
        id: `card ${namespace} ${app}`,
        type: 'application',
        title: app,
        parent: `ns ${namespace}`,
        members: ['a', 'b', 'c'],
        counts: {},
        health: noHealth(),
        worstHealth: level,
        position: { x: x + 310, y: y + 100, width: 620, height: 200 },
      })
      const group = `card ${namespace} ${app}`
      const svc = add('core/Service', namespace, app, level, { x: x + 96, y: y + 70, width: 144, height: 24 }, { group })
      const deploy = add('apps/Deployment', namespace, app, level, { x: x + 290, y: y + 90, width: 176, height: 84 }, { group })
      for (let p = 0; p < 3 + k * 4; p++)
        add('core/Pod', namespace, `${app}-7c9f8d-${p}`, level === 'failing' && p < 3 ? 'failing' : 'healthy', null, { foldedInto: deploy })
      const cm = add('core/ConfigMap', namespace, `${app}-config`, 'healthy', { x: x + 500, y: y + 60, width: 176, height: 24 }, { group })
      edge(svc, deploy, 'traffic', 41, level === 'failing' ? 'not-ready' : 'ok', 'selector')
      edge(deploy, cm, 'configuration', 12)
      if (app === 'checkout')
        edge(
          deploy,
          add(
            'core/Secret',
            namespace,
            'checkout-tls',
            'unknown',
            { x: x + 500, y: y + 100, width: 176, height: 24 },
            { group },
            'missing',
          ),
          'configuration',
          13,
          'dangling',
        )
      if (k > 0) edge(objectId('apps/Deployment', namespace, apps[n * 6] ?? ''), svc, 'traffic', 128, 'ok', 'inferred')
    })
  }
  return {
    subscription,
    revision: 1,
    full: true,
    nodes,
    removedNodes: [],
    edges,
    removedEdges: [],
    groups,
    removedGroups: [],
    picture: demoPicture(nodes, groups),
    isComplete: true,
    totals: {
      objects: nodes.length + 60,
      drawn: nodes.filter((one) => one.position).length - 1,
      folded: nodes.filter((one) => one.foldedInto).length,
      notDrawn: 60,
      ghosts: 1,
      leftOut: 0,
    },
    changedAt: T0,
  }
}
