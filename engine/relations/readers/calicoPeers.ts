import { isRecord } from '../fieldPath.ts'
import type { Holder, ReadSet, ReadTarget } from '../rule.ts'
import { calicoSelector, type LabelSelectorSource } from './calicoSelector.ts'
import { texts } from './namedObjects.ts'
import { textAt } from './podSpec.ts'

type Found = ReadTarget | ReadSet

/**
 * Reads `spec` of a Calico policy: the Pods it is about. A missing selector is all; a policy of a namespace is about its own. One that goes by
 * labels of accounts, or is about hosts alone, says nothing that labels of Pods can say.
 */
export function calicoSubject(value: unknown, holder: Holder): readonly ReadSet[] {
  const isSaid =
    isRecord(value) && textAt(value, 'serviceAccountSelector') === '' && value['preDNAT'] !== true && value['doNotTrack'] !== true
  return isSaid ? pods(textAt(value, 'selector') || 'all()', textAt(value, 'namespaceSelector'), holder, 'selector') : []
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
  if (textAt(peer, 'notSelector') !== '' || peer['serviceAccounts'] !== undefined) return []
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
  const narrowed = selector !== '' || namespaceSelector !== '' || except.length > 0 || service !== undefined
  if (found.length === 0 && !narrowed) {
    const everyone: ReadTarget = { kind: 'pseudo/AddressRange', namespace: '', name: 'anywhere', value: `${action} anywhere` }
    found.push(everyone)
  }
  return found
}

function pods(selector: string, namespaceSelector: string, holder: Holder, at: string): readonly ReadSet[] {
  const written = calicoSelector(selector)
  const spaces = namespaceSelector === '' ? null : calicoSelector(namespaceSelector)
  // `global()` means endpoints outside of namespaces: no Pods.
  if (written === null || (namespaceSelector !== '' && spaces === null)) return []
  const [select, place] = splitPlace(written)
  // what Calico adds to the labels of Pods besides, from accounts: no Pod has it written
  if (select.matchExpressions.some(({ key }) => key.startsWith(calico) || key.startsWith('pcsa.'))) return []
  const wanted = [...(spaces?.matchExpressions ?? []).map((each) => ({ ...each, key: placeKey(each.key) })), ...place]
  const narrowed = { matchLabels: {}, matchExpressions: wanted }
  const isOwn = spaces === null && holder.namespace !== ''
  // a policy of a namespace that asks for another one is about none
  if (isOwn && place.length > 0) return []
  const namespaces = isOwn ? 'own' : spaces !== null || place.length > 0 ? { selector: narrowed } : 'all'
  return [{ kind: 'core/Pod', select, namespaces, at, value: namespaceSelector === '' ? selector : `${selector} in ${namespaceSelector}` }]
}

const calico = 'projectcalico.org/'

/** What a selector of Pods asks of their namespace, apart from the rest. */
function splitPlace(written: LabelSelectorSource): [LabelSelectorSource, LabelSelectorSource['matchExpressions']] {
  const isPlace = ({ key }: { key: string }): boolean => key === `${calico}namespace` || key.startsWith('pcns.')
  return [
    { ...written, matchExpressions: written.matchExpressions.filter((each) => !isPlace(each)) },
    written.matchExpressions.filter(isPlace).map((each) => ({ ...each, key: placeKey(each.key.replace(/^pcns\./, '')) })),
  ]
}

/** Calico gives every namespace its name as a label of its own. */
function placeKey(key: string): string {
  return key === `${calico}namespace` || key === `${calico}name` ? 'kubernetes.io/metadata.name' : key
}
