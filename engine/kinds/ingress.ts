import type { Cell, Health } from '../contract/index.ts'
import { ageCell, deleting, health, listCell, refCell, textCell } from './cells.ts'
import { age, list, ref, text } from './columns.ts'
import { conditionsSection } from './conditions.ts'
import { defineKind } from './defineKind.ts'
import { arr, own, rec, recs, scalar, str, strs } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { loadBalancerAddresses } from './loadBalancer.ts'
import { fieldsSection, referenceText, sectionList, tableSection } from './sections.ts'

/** Ingresses: `kubectl get ingresses`, with all hosts. */
export const ingress: Kind = defineKind({
  id: 'networking.k8s.io/Ingress',
  resource: 'ingresses',
  title: 'Ingresses',
  shortName: 'ing',
  namespaced: true,
  category: 'network',
  columns: [
    ref('class', 'Class', 110),
    list('hosts', 'Hosts', 240, { grow: true }),
    list('address', 'Address', 180),
    list('ports', 'Ports', 80),
    age,
  ],
  read(object) {
    const spec = rec(object.spec)
    const hosts = recs(spec.rules)
      .map((rule) => str(rule.host))
      .filter((host) => host !== '')
    return {
      cells: [
        classCell(object),
        listCell(hosts.length === 0 ? ['*'] : hosts),
        listCell(loadBalancerAddresses(object)),
        listCell(arr(spec.tls).length > 0 ? ['80', '443'] : ['80']),
        ageCell(object),
      ],
      health: ingressHealth(object),
    }
  },
  detail(object) {
    const spec = rec(object.spec)
    const namespace = str(rec(object.metadata).namespace)
    const paths = recs(spec.rules).flatMap((rule): Cell[][] => {
      const host = str(rule.host) || '*'
      const ways = recs(rec(rule.http).paths)
      // a host without paths leads to the default backend
      if (ways.length === 0) return [[host, 'all', null, ...backendCells(spec.defaultBackend, namespace)]]
      return ways.map((path) => [host, str(path.path) || '/', textCell(str(path.pathType)), ...backendCells(path.backend, namespace)])
    })
    const [target, port] = backendCells(spec.defaultBackend, namespace)
    const tls = recs(spec.tls).map((entry): Cell[] => [
      refCell('core/Secret', namespace, str(entry.secretName)),
      listCell(strs(entry.hosts)),
    ])
    return sectionList(
      fieldsSection('Summary', [
        ['Class', classCell(object)],
        ['Address', listCell(loadBalancerAddresses(object))],
        ['Default backend', target ?? null],
        ['Default port', target === null ? null : (port ?? null)],
      ]),
      conditionsSection(object),
      tableSection(
        'Paths',
        [
          text('host', 'Host', 180),
          text('path', 'Path', 120, { grow: true }),
          text('type', 'Type', 80),
          ref('backend', 'Backend', 140),
          text('port', 'Port', 64),
        ],
        paths,
      ),
      tableSection('TLS', [ref('secret', 'Secret', 160), list('hosts', 'Hosts', 220, { grow: true })], tls),
    )
  },
})

function classCell(object: KubeObject): Cell {
  const name = str(rec(object.spec).ingressClassName) || scalar(own(rec(object.metadata).annotations, 'kubernetes.io/ingress.class'))
  return refCell('networking.k8s.io/IngressClass', '', name)
}

function backendCells(backend: unknown, namespace: string): readonly [Cell, Cell] {
  const service = rec(rec(backend).service)
  if (str(service.name) === '') return [textCell(referenceText(rec(backend).resource)), null]
  return [refCell('core/Service', namespace, str(service.name)), textCell(str(rec(service.port).name) || scalar(rec(service.port).number))]
}

/** In the manner of Argo CD's check: without an address the controller has not served it yet. */
function ingressHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  return loadBalancerAddresses(object).length > 0
    ? health('healthy', 'Ready')
    : health('progressing', 'NoAddress', 'The ingress controller has given no address yet')
}
