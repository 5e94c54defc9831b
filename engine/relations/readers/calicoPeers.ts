import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadSet, ReadTarget } from '../rule.ts'
import { calicoSelector } from './calicoSelector.ts'
import { texts } from './namedObjects.ts'
import { textAt } from './podSpec.ts'

type Found = ReadTarget | ReadSet

/** Reads `spec` of a Calico policy: the Pods it is about. A missing selector is all; a policy of a namespace is about its own. */
export function calicoSubject(value: unknown, holder: Holder): readonly ReadSet[] {
  return isRecord(value) ? pods(textAt(value, 'selector') || 'all()', textAt(value, 'namespaceSelector'), holder, 'selector') : []
}

/**
 * Reads one rule of `spec.ingress` (its `source`) or `spec.egress` (its `destination`), if its action is this one. `types` of the policy
 * default to the directions that have rules, and to ingress.
 */
export function calicoPeers(
  side: 'source' | 'destination',
  action: 'Allow' | 'Deny',
): (value: unknown, holder: Holder) => readonly Found[] {
  return (value, holder) => {
    if (!isRecord(value) || value['action'] !== action) return []
    const direction = side === 'source' ? 'Ingress' : 'Egress'
    const types = texts(holder.object['spec']?.types)
    if (types.length > 0 && !types.includes(direction)) return []
    const peer = isRecord(value[side]) ? value[side] : {}
    return entity(peer, holder, side, action)
  }
}

function entity(peer: Record<string, unknown>, holder: Holder, at: string, action: string): readonly Found[] {
  const found: Found[] = []
  const selector = textAt(peer, 'selector')
  const namespaceSelector = textAt(peer, 'namespaceSelector')
  // "Not these" narrows a set in a way that a set cannot say.
  if (textAt(peer, 'notSelector') !== '') return []
  if (selector !== '' || namespaceSelector !== '')
    found.push(...pods(selector || 'all()', namespaceSelector, holder, `${at}.${selector !== '' ? 'selector' : 'namespaceSelector'}`))
  const except = texts(peer['notNets'])
  texts(peer['nets']).forEach((net, i) => {
    const name = except.length === 0 ? net : `${net} except ${[...except].sort().join(', ')}`
    found.push({ kind: 'pseudo/AddressRange', namespace: '', name, at: `${at}.nets[${i}]`, value: name })
  })
  texts(peer['domains']).forEach((name, i) =>
    found.push({ kind: 'pseudo/Host', namespace: '', name: name.toLowerCase(), at: `${at}.domains[${i}]`, value: name }),
  )
  const service = peer['services']
  const name = textAt(service, 'name')
  const namespace = textAt(service, 'namespace') || holder.namespace
  if (name !== '' && namespace !== '') found.push({ kind: 'core/Service', namespace, name, at: `${at}.services.name`, value: name })
  // What is written but cannot be said as a set is not everyone.
  const narrowed =
    selector !== '' || namespaceSelector !== '' || except.length > 0 || peer['serviceAccounts'] !== undefined || service !== undefined
  if (found.length === 0 && !narrowed) {
    const everyone: ReadTarget = { kind: 'pseudo/AddressRange', namespace: '', name: 'anywhere', value: `${action} anywhere` }
    found.push(everyone)
  }
  return found
}

function pods(selector: string, namespaceSelector: string, holder: Holder, at: string): readonly ReadSet[] {
  const select = calicoSelector(selector)
  const spaces = namespaceSelector === '' ? null : calicoSelector(namespaceSelector)
  // `global()` means endpoints outside of namespaces: no Pods.
  if (select === null || (namespaceSelector !== '' && spaces === null)) return []
  const namespaces = spaces !== null ? { selector: spaces } : holder.namespace === '' ? 'all' : 'own'
  return [{ kind: 'core/Pod', select, namespaces, at, value: namespaceSelector === '' ? selector : `${selector} in ${namespaceSelector}` }]
}
