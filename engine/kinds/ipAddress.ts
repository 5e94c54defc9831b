import type { Cell } from '../contract/index.ts'
import { ageCell, deleting, present, refCell, textCell } from './cells.ts'
import { age, ref, text } from './columns.ts'
import { defineKind } from './defineKind.ts'
import { own, rec, str } from './fields.ts'
import type { Kind, KubeObject } from './kind.ts'
import { fieldsSection, sectionList } from './sections.ts'

/** IPAddresses: `kubectl get ipaddresses`, with who holds the address. */
export const ipAddress: Kind = defineKind({
  id: 'networking.k8s.io/IPAddress',
  resource: 'ipaddresses',
  title: 'IPAddresses',
  shortName: 'ip',
  namespaced: false,
  category: 'network',
  lesser: true,
  columns: [ref('parent', 'ParentRef', 280, { grow: true }), text('family', 'Family', 80), age],
  read(object) {
    return {
      cells: [parentCell(object), textCell(label(object, 'ipaddress.kubernetes.io/ip-family')), ageCell(object)],
      health: deleting(object) ?? present,
    }
  },
  detail(object) {
    return sectionList(
      fieldsSection('Summary', [
        ['Held by', parentCell(object)],
        ['Family', textCell(label(object, 'ipaddress.kubernetes.io/ip-family'))],
        ['Managed by', textCell(label(object, 'ipaddress.kubernetes.io/managed-by'))],
      ]),
    )
  },
})

function label(object: KubeObject, key: string): string {
  return str(own(rec(object.metadata).labels, key))
}

/** `services/shop/web`, pointing at the Service. The API names the resource and not the kind: others have no id here. */
function parentCell(object: KubeObject): Cell {
  const { group, resource, namespace, name } = rec(rec(object.spec).parentRef)
  if (str(name) === '') return null
  const word = `${str(resource)}${str(group) === '' ? '' : `.${str(group)}`}`.toLowerCase()
  const words = [word, str(namespace), str(name)].filter((part) => part !== '').join('/')
  return str(group) === '' && resource === 'services' ? refCell('core/Service', str(namespace), str(name), words) : words
}
