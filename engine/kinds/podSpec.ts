import type { Cell, DetailSection } from '../contract/index.ts'
import { listCell, refCell, textCell } from './cells.ts'
import { text } from './columns.ts'
import { num, pairs, rec, recs, scalar, str, strs } from './fields.ts'
import type { KubeObject } from './kind.ts'
import { selectorText } from './labelSelector.ts'
import { fieldsSection, labelsSection, sectionList, tableSection } from './sections.ts'

/** Where a kind keeps the spec of its pods: in itself (Pod), in a template, or in the template of a Job template (CronJob). */
export function podSpecOf(object: KubeObject): any {
  const spec = rec(object.spec)
  if (Array.isArray(spec.containers)) return spec
  if (typeof spec.jobTemplate === 'object') return rec(rec(rec(rec(spec.jobTemplate).spec).template).spec)
  return rec(rec(spec.template).spec)
}

/** A sidecar is an init container that is started again whenever it ends. */
export function isSidecar(container: any): boolean {
  return container.restartPolicy === 'Always'
}

/** The wide cells of a workload: containers, images, selector. In the order of `templateColumns`. */
export function templateCells(podSpec: any, selector: unknown): readonly Cell[] {
  const containers = recs(podSpec.containers)
  return [
    listCell(containers.map((container) => str(container.name))),
    listCell(containers.map((container) => str(container.image))),
    textCell(selectorText(selector)),
  ]
}

/** `cpu 100m, memory 256Mi`. */
export function resourcesText(resources: unknown): string {
  return pairs(resources)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}

/** `8080/TCP http`. */
export function portTexts(container: any): readonly string[] {
  return recs(container.ports).map((port) => {
    const host = num(port.hostPort) > 0 ? `${num(port.hostPort)}:` : ''
    const name = str(port.name)
    return `${host}${scalar(port.containerPort)}/${str(port.protocol) || 'TCP'}${name === '' ? '' : ` ${name}`}`
  })
}

/** Blocks about a pod template that come after containers and environment: ports, probes, mounts, volumes, placement. */
export function podSpecSections(podSpec: any, namespace: string): readonly DetailSection[] {
  return sectionList(
    portsSection(podSpec),
    probesSection(podSpec),
    volumesSection(podSpec, namespace),
    mountsSection(podSpec),
    placementSections(podSpec),
  )
}

function allContainers(podSpec: any): readonly any[] {
  return [...recs(podSpec.initContainers), ...recs(podSpec.containers)]
}

function portsSection(podSpec: any): DetailSection | null {
  const rows = allContainers(podSpec).flatMap((container) =>
    recs(container.ports).map((port): Cell[] => [
      scalar(port.containerPort),
      str(port.protocol) || 'TCP',
      textCell(str(port.name)),
      textCell(scalar(port.hostPort)),
      textCell(str(container.name)),
    ]),
  )
  return tableSection(
    'Ports',
    [
      text('port', 'Port', 64),
      text('protocol', 'Protocol', 72),
      text('name', 'Name', 96),
      text('hostPort', 'Host port', 80),
      text('container', 'Container', 120, { grow: true }),
    ],
    rows,
  )
}

/** What a probe or a hook does, in one line. */
export function actionText(action: unknown): string {
  const handler = rec(action)
  if (typeof handler.httpGet === 'object') {
    const get = rec(handler.httpGet)
    return `${str(get.scheme) || 'HTTP'} GET ${str(get.host)}:${scalar(get.port)}${str(get.path)}`
  }
  if (typeof handler.tcpSocket === 'object') return `TCP ${str(rec(handler.tcpSocket).host)}:${scalar(rec(handler.tcpSocket).port)}`
  if (typeof handler.grpc === 'object') return `gRPC :${scalar(rec(handler.grpc).port)} ${str(rec(handler.grpc).service)}`.trim()
  if (typeof handler.exec === 'object') return `exec ${strs(rec(handler.exec).command).join(' ')}`
  return ''
}

function probesSection(podSpec: any): DetailSection | null {
  const rows: Cell[][] = []
  for (const container of allContainers(podSpec)) {
    for (const [field, title] of [
      ['startupProbe', 'startup'],
      ['readinessProbe', 'readiness'],
      ['livenessProbe', 'liveness'],
    ] as const) {
      const probe = rec(container[field])
      const action = actionText(probe)
      if (action === '') continue
      rows.push([
        str(container.name),
        title,
        action,
        `every ${num(probe.periodSeconds, 10)} s, after ${num(probe.initialDelaySeconds)} s, timeout ${num(probe.timeoutSeconds, 1)} s, ${num(probe.failureThreshold, 3)} failures`,
      ])
    }
  }
  return tableSection(
    'Probes',
    [
      text('container', 'Container', 110),
      text('probe', 'Probe', 80),
      text('action', 'Action', 180, { grow: true }),
      text('timing', 'Timing', 240),
    ],
    rows,
  )
}

/** Type of a volume and what it names. */
function volumeSource(volume: any, namespace: string): readonly [string, Cell] {
  const type = Object.keys(volume).find((key) => key !== 'name' && typeof volume[key] === 'object' && volume[key] !== null) ?? 'emptyDir'
  const source = rec(volume[type])
  switch (type) {
    case 'configMap':
      return ['ConfigMap', refCell('core/ConfigMap', namespace, str(source.name))]
    case 'secret':
      return ['Secret', refCell('core/Secret', namespace, str(source.secretName))]
    case 'persistentVolumeClaim':
      return ['PersistentVolumeClaim', refCell('core/PersistentVolumeClaim', namespace, str(source.claimName))]
    case 'hostPath':
      return ['HostPath', textCell(str(source.path))]
    case 'emptyDir':
      return ['EmptyDir', textCell([str(source.medium), scalar(source.sizeLimit)].filter((part) => part !== '').join(', '))]
    case 'csi':
      return ['CSI', textCell(str(source.driver))]
    case 'nfs':
      return ['NFS', textCell(`${str(source.server)}:${str(source.path)}`)]
    case 'projected':
      return ['Projected', listCell(recs(source.sources).map(projectionText))]
    case 'downwardAPI':
      return ['Downward API', listCell(recs(source.items).map((item) => str(item.path)))]
    case 'image':
      return ['Image', textCell(str(source.reference))]
    default:
      return [type, null]
  }
}

function projectionText(source: any): string {
  if (typeof source.configMap === 'object') return `ConfigMap/${str(rec(source.configMap).name)}`
  if (typeof source.secret === 'object') return `Secret/${str(rec(source.secret).name)}`
  if (typeof source.serviceAccountToken === 'object') return 'service account token'
  if (typeof source.downwardAPI === 'object') return 'downward API'
  if (typeof source.clusterTrustBundle === 'object') return 'cluster trust bundle'
  return 'other'
}

function volumesSection(podSpec: any, namespace: string): DetailSection | null {
  const rows = recs(podSpec.volumes).map((volume): Cell[] => [str(volume.name), ...volumeSource(volume, namespace)])
  return tableSection(
    'Volumes',
    [text('name', 'Name', 140), text('type', 'Type', 140), text('source', 'Source', 160, { grow: true })],
    rows,
  )
}

function mountsSection(podSpec: any): DetailSection | null {
  const rows = allContainers(podSpec).flatMap((container) =>
    recs(container.volumeMounts).map((mount): Cell[] => [
      str(container.name),
      str(mount.mountPath),
      `${str(mount.name)}${str(mount.subPath) === '' ? '' : `/${str(mount.subPath)}`}`,
      mount.readOnly === true ? 'read only' : 'read, write',
    ]),
  )
  return tableSection(
    'Mounts',
    [
      text('container', 'Container', 110),
      text('path', 'Path', 200, { grow: true }),
      text('volume', 'Volume', 140),
      text('mode', 'Mode', 80),
    ],
    rows,
  )
}

function placementSections(podSpec: any): readonly DetailSection[] {
  const tolerations = recs(podSpec.tolerations).map((toleration): Cell[] => [
    textCell(str(toleration.key)) ?? 'any',
    toleration.operator === 'Exists' || str(toleration.key) === '' ? 'exists' : `= ${str(toleration.value)}`,
    textCell(str(toleration.effect)) ?? 'any effect',
    typeof toleration.tolerationSeconds === 'number' ? `for ${toleration.tolerationSeconds} s` : null,
  ])
  const spread = recs(podSpec.topologySpreadConstraints).map(
    (rule) => `${str(rule.topologyKey)}: skew ${num(rule.maxSkew, 1)}, ${str(rule.whenUnsatisfiable)}`,
  )
  const affinity = Object.keys(rec(podSpec.affinity))
  return sectionList(
    labelsSection('Node selector', podSpec.nodeSelector),
    tableSection(
      'Tolerations',
      [text('key', 'Key', 220, { grow: true }), text('value', 'Value', 100), text('effect', 'Effect', 110), text('seconds', 'For', 80)],
      tolerations,
    ),
    fieldsSection('Placement', [
      ['Affinity', listCell(affinity)],
      ['Topology spread', listCell(spread)],
      ['Scheduler', textCell(str(podSpec.schedulerName))],
    ]),
  )
}

/** Summary fields that pods and templates share. */
export function podSpecFields(podSpec: any, namespace: string): readonly (readonly [string, Cell])[] {
  return [
    ['Service account', refCell('core/ServiceAccount', namespace, str(podSpec.serviceAccountName))],
    ['Priority class', refCell('scheduling.k8s.io/PriorityClass', '', str(podSpec.priorityClassName))],
    ['Runtime class', refCell('node.k8s.io/RuntimeClass', '', str(podSpec.runtimeClassName))],
    ['Restart policy', textCell(str(podSpec.restartPolicy))],
    ['Termination grace', typeof podSpec.terminationGracePeriodSeconds === 'number' ? `${podSpec.terminationGracePeriodSeconds} s` : null],
    ['Host network', podSpec.hostNetwork === true ? 'true' : null],
  ]
}
