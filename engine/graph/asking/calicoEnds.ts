import { visibleText } from '../../contract/index.ts'
import { isRecord } from '../../relations/fieldPath.ts'
import type { StoreReader, StoredObject } from '../../store/storedObject.ts'
import { idOf } from '../nodeTarget.ts'
import { isInRange, type AddressRange } from './addressRange.ts'
import type { LabelExpression } from './calicoExpression.ts'
import { readNets, type CalicoEntity, type CalicoPolicy, type CalicoRule } from './calicoRules.ts'
import { both, either, type Certainty } from './certainty.ts'
import type { PodEndpoint } from './podEndpoint.ts'
import { portFits, type Traffic } from './traffic.ts'

type Labels = Readonly<Record<string, string>>

/** Addresses under a name, which selectors find by labels like a Pod. */
interface NetworkSet {
  namespace: string
  labels: Labels
  nets: readonly AddressRange[]
}

const own = 'projectcalico.org/'

/** Whom Calico's selectors, ranges and ports are about. A Pod is known by its labels, those of its namespace and account, and its addresses. */
export class CalicoEnds {
  readonly #reader: StoreReader
  readonly #sets: readonly NetworkSet[]

  constructor(reader: StoreReader, sets: readonly StoredObject[], globalSets: readonly StoredObject[]) {
    this.#reader = reader
    this.#sets = [...sets, ...globalSets].map((set) => {
      const spec = reader.body(idOf(set))?.['spec']
      return { namespace: set.namespace, labels: set.labels, nets: readNets(isRecord(spec) ? spec['nets'] : null) }
    })
  }

  /** Whether a policy is about a Pod on a network of its own. */
  isAbout({ namespace, selector, namespaces, accounts }: CalicoPolicy, pod: PodEndpoint): Certainty {
    if (namespace !== '' && namespace !== pod.namespace) return false
    if (namespaces !== null && !this.#inNamespace(namespaces, pod.namespace, pod.namespaceLabels)) return false
    return both(this.#selects(selector, pod), accounts === null || this.#account(accounts, pod))
  }

  /** Whether an end of a rule is about a Pod, or (null) about somebody outside. `traffic`: the end that is reached, which has the ports. */
  fits(entity: CalicoEntity, pod: PodEndpoint | null, namespace: string, traffic: Traffic | null): Certainty {
    const { nets, notNets, ports, notPorts, path } = entity
    const where = pod === null || pod.onHostNetwork ? this.#outside(entity, namespace) : this.#inside(entity, pod, namespace)
    const range = nets === null || this.#within(nets, pod)
    const not = notNets.length === 0 || opposite(this.#within(notNets, pod))
    const asked = ports !== null || notPorts.length > 0
    const port: Certainty =
      !asked || traffic !== null
        ? traffic === null ||
          ((ports === null || ports.some((each) => portFits(each, traffic))) && !notPorts.some((each) => portFits(each, traffic)))
        : `asks for the port that it comes from (${path})`
    return [where, range, not, port, entity.doubt || true].reduce<Certainty>(
      (sure, next) => both(sure, typeof next === 'string' && !next.endsWith(')') ? `${next} (${path})` : next),
      true,
    )
  }

  fitsProtocol({ protocol, notProtocol }: CalicoRule, traffic: Traffic): boolean {
    return (protocol === null || protocol === traffic.protocol) && notProtocol !== traffic.protocol
  }

  /** Whether traffic goes by a version of IP: that of the addresses which both have. */
  fitsFamily(version: number | null, { from, to }: Traffic): Certainty {
    if (version === null) return true
    const has = (pod: PodEndpoint, six: boolean): boolean => pod.addresses.some((ip) => ip.includes(':') === six)
    const all = [to, ...(from === null ? [] : [from])]
    const [four, six] = [all.every((pod) => has(pod, false)), all.every((pod) => has(pod, true))]
    if (four === six) return 'is about one version of IP'
    return (version === 6) === six
  }

  #inside(entity: CalicoEntity, pod: PodEndpoint, namespace: string): Certainty {
    const { selector, notSelector, namespaces, accounts } = entity
    if (!isNarrowed(entity)) return true
    const place =
      namespaces === null
        ? namespace === '' || namespace === pod.namespace
        : this.#inNamespace(namespaces, pod.namespace, pod.namespaceLabels)
    const named = accounts === null || accounts.names.length === 0 || accounts.names.includes(pod.serviceAccount)
    const account = accounts?.selector == null || this.#account(accounts.selector, pod)
    const byLabels = [place, named, account, selector === null || this.#selects(selector, pod)].reduce<Certainty>(both, true)
    // what it has by its own labels, or by those of a set of addresses that it is in
    const bySet =
      accounts === null &&
      this.#sets.some(
        (set) => this.#setFits(entity, set, namespace) && pod.addresses.some((ip) => set.nets.some((net) => isInRange(ip, net))),
      )
    return both(either(byLabels, bySet), notSelector === null || opposite(this.#selects(notSelector, pod)))
  }

  /** What is no Pod of its own is known by sets of addresses alone. */
  #outside(entity: CalicoEntity, namespace: string): Certainty {
    const { selector, notSelector, accounts, namespaces } = entity
    if (!isNarrowed(entity)) return true
    if (accounts !== null) return false
    const wanted = selector !== null || namespaces !== null || namespace !== ''
    if (wanted) return this.#sets.some((set) => set.nets.length > 0 && this.#setFits(entity, set, namespace)) && 'means sets of addresses'
    const left =
      notSelector !== null && this.#sets.some((set) => set.nets.length > 0 && notSelector.holds(setLabels(set), set.namespace !== ''))
    return left ? 'leaves out sets of addresses' : true
  }

  #setFits({ selector, namespaces, notSelector }: CalicoEntity, set: NetworkSet, namespace: string): boolean {
    const place =
      namespaces === null
        ? namespace === '' || namespace === set.namespace
        : set.namespace === ''
          ? namespaces.holds({}, false) && namespaces.text !== 'all()'
          : this.#inNamespace(namespaces, set.namespace, this.#reader.get(`core/Namespace/_/${set.namespace}`)?.labels ?? {})
    const labels = setLabels(set)
    const inNamespace = set.namespace !== ''
    return place && (selector?.holds(labels, inNamespace) ?? true) && !(notSelector?.holds(labels, inNamespace) ?? false)
  }

  #selects(selector: LabelExpression, pod: PodEndpoint): Certainty {
    const account = this.#accountLabels(pod)
    const asks = [...selector.keys].some((key) => key.startsWith('pcsa.') && key !== `pcsa.${own}name`)
    if (account === null && asks) return `asks for labels of a ServiceAccount that is not seen`
    const labels: Labels = {
      ...inherited('pcns.', { ...pod.namespaceLabels, [`${own}name`]: pod.namespace }),
      ...inherited('pcsa.', { ...account, [`${own}name`]: pod.serviceAccount }),
      ...pod.labels,
      [`${own}namespace`]: pod.namespace,
      [`${own}serviceaccount`]: pod.serviceAccount,
      [`${own}orchestrator`]: 'k8s',
    }
    return selector.holds(labels, true)
  }

  #account(selector: LabelExpression, pod: PodEndpoint): Certainty {
    const labels = this.#accountLabels(pod)
    if (labels === null && [...selector.keys].some((key) => key !== `${own}name`))
      return 'asks for labels of a ServiceAccount that is not seen'
    return selector.holds({ ...labels, [`${own}name`]: pod.serviceAccount }, true)
  }

  #accountLabels(pod: PodEndpoint): Labels | null {
    return this.#reader.get(`core/ServiceAccount/${pod.namespace}/${pod.serviceAccount}`)?.labels ?? null
  }

  #inNamespace(selector: LabelExpression, name: string, labels: Labels): boolean {
    return selector.holds({ ...labels, [`${own}name`]: name }, true)
  }

  /** Whether the addresses of an end are in one of some ranges. */
  #within(nets: readonly AddressRange[], pod: PodEndpoint | null): Certainty {
    if (pod === null) return nets.some(({ prefix }) => prefix === 0) || 'is about some addresses'
    if (pod.addresses.length === 0) return nets.some(({ prefix }) => prefix === 0) || 'goes by address, and a Pod has none yet'
    const inside = pod.addresses.filter((ip) => nets.some((net) => isInRange(ip, net))).length
    if (pod.onHostNetwork && !nets.some(({ prefix }) => prefix === 0)) return 'goes by address, and a Node may have others'
    if (inside === 0) return false
    return inside === pod.addresses.length || 'is about one of several addresses'
  }
}

function isNarrowed({ selector, notSelector, namespaces, accounts }: CalicoEntity): boolean {
  return selector !== null || notSelector !== null || namespaces !== null || accounts !== null
}

function setLabels({ labels, namespace }: NetworkSet): Labels {
  return namespace === '' ? labels : { ...labels, [`${own}namespace`]: namespace }
}

function inherited(prefix: string, labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [prefix + key, value]))
}

function opposite(sure: Certainty): Certainty {
  return typeof sure === 'string' ? sure : !sure
}

/** A name that somebody wrote, as it is shown. */
export function shownName(name: string): string {
  return visibleText(name, 63)
}
