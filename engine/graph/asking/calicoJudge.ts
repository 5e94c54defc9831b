import type { KindId, ObjectId } from '../../contract/index.ts'
import { isRecord } from '../../relations/fieldPath.ts'
import type { StoreReader, StoredObject } from '../../store/storedObject.ts'
import { idOf } from '../nodeTarget.ts'
import { CalicoEnds, shownName } from './calicoEnds.ts'
import { orderOf, readCalicoPolicy, type CalicoPolicy, type CalicoRule } from './calicoRules.ts'
import { both, type Certainty } from './certainty.ts'
import { free, undecided, type Decision, type RuleFit } from './decision.ts'
import { called, compare } from './ground.ts'
import type { Direction } from './networkPolicyRules.ts'
import type { PodEndpoint } from './podEndpoint.ts'
import type { Traffic } from './traffic.ts'

/** Calico's policies: of its API server or its own resources, and of the CRDs below it, which hold the same once more. */
const groups = ['projectcalico.org', 'crd.projectcalico.org'] as const
const kinds = ['NetworkPolicy', 'GlobalNetworkPolicy'] as const
export const calicoKinds: readonly KindId[] = groups.flatMap((group) => kinds.map((kind) => `${group}/${kind}`))
/** What is only tried out: it has no effect. */
export const stagedKinds: readonly KindId[] = groups.flatMap((group) =>
  ['StagedNetworkPolicy', 'StagedGlobalNetworkPolicy', 'StagedKubernetesNetworkPolicy'].map((kind) => `${group}/${kind}`),
)

/** Where Kubernetes' own policies stand among Calico's. */
const places = { admin: 1000, defaultTier: 1_000_000, networkPolicies: 1000, baseline: 10_000_000 } as const

/** What Kubernetes' own policies say of the same traffic. */
export interface NativeSay {
  /** A rule of an administrator that decides. */
  admin: Decision | null
  /** NetworkPolicies that are about the Pod. */
  isolating: readonly ObjectId[]
  /** A rule of one of them that lets it through. */
  allows: { id: ObjectId; path: string; byAddress: boolean } | null
  /** A rule of the baseline that decides. */
  baseline: Decision | null
}

interface Tier {
  name: string
  order: number
  passes: boolean
  /** Why it is not certain that it has a say; empty: it has. */
  doubt: string
}

/** What an answer may be instead, if what is in doubt holds. */
interface Perhaps {
  outcome: Decision['outcome'] | 'unknown'
  fit: RuleFit
}

/**
 * Calico's policies of a cluster, read once (docs.tigera.io, Calico, policy tiers). Tiers go in their order, policies in theirs within a tier, and the
 * first rule that fits decides; `Pass` goes on with the next tier. Whom a policy of a tier is about, and no rule of the tier fits, is kept away at the
 * end of the tier, unless that passes. NetworkPolicies stand in the tier `default` at order 1000, those of administrators in tiers of their own.
 */
export class CalicoJudge {
  readonly #policies: readonly CalicoPolicy[]
  readonly #tiers: ReadonlyMap<string, Tier>
  readonly #ends: CalicoEnds
  readonly #guardsHosts: ObjectId | null
  /** Policies that Calico does not take. */
  readonly unread: readonly ObjectId[]

  constructor(reader: StoreReader) {
    const unread: ObjectId[] = []
    this.#policies = kinds
      .flatMap((kind) => calicoObjects(reader, kind))
      .flatMap((object) => {
        const id = idOf(object)
        const read = readCalicoPolicy(id, object.name, object.namespace, reader.body(id) ?? {})
        if (read === 'unread') unread.push(id)
        return read === null || read === 'unread' ? [] : [read]
      })
      .sort((a, b) => a.order - b.order || compare(a.name, b.name) || compare(a.id, b.id))
    this.unread = unread
    this.#tiers = new Map(calicoObjects(reader, 'Tier').map((tier) => [tier.name, readTier(tier.name, reader.body(idOf(tier)))]))
    this.#ends = new CalicoEnds(reader, calicoObjects(reader, 'NetworkSet'), calicoObjects(reader, 'GlobalNetworkSet'))
    const [host] = calicoObjects(reader, 'HostEndpoint')
    this.#guardsHosts = host === undefined ? null : idOf(host)
  }

  /** What guards hosts, and so perhaps Pods on the network of theirs; undefined: nothing does. */
  hostRule(): RuleFit | undefined {
    return this.#guardsHosts === null
      ? undefined
      : { id: this.#guardsHosts, path: 'spec', doubt: 'puts Nodes under the policies of Calico' }
  }

  /** What all policies come to; null: no policy of Calico is about `subject` in this direction. */
  decide(traffic: Traffic, direction: Direction, subject: PodEndpoint, peer: PodEndpoint | null, native: () => NativeSay): Decision | null {
    const about = this.#policies.flatMap((policy) => {
      if (!policy.directions.includes(direction)) return []
      const sure = both(this.#ends.isAbout(policy, subject), this.#tierOf(policy.tier).doubt || true)
      return sure === false ? [] : [{ policy, sure }]
    })
    if (about.length === 0) return null
    return new Walk(traffic, direction, subject, peer, native(), this.#ends).through(
      [...new Set(['default', ...about.map(({ policy }) => policy.tier)])].map((name) => this.#tierOf(name)),
      about,
    )
  }

  #tierOf(name: string): Tier {
    const known = this.#tiers.get(name)
    if (known !== undefined) return known
    return name === 'default'
      ? { name, order: places.defaultTier, passes: false, doubt: '' }
      : { name, order: Infinity, passes: false, doubt: `stands in the tier ${shownName(name)}, which is not seen` }
  }
}

/** One way through all tiers. */
class Walk {
  readonly #traffic: Traffic
  readonly #direction: Direction
  readonly #subject: PodEndpoint
  readonly #peer: PodEndpoint | null
  readonly #native: NativeSay
  readonly #ends: CalicoEnds
  readonly #perhaps: Perhaps[] = []
  #passed = ''

  constructor(traffic: Traffic, direction: Direction, subject: PodEndpoint, peer: PodEndpoint | null, native: NativeSay, ends: CalicoEnds) {
    this.#traffic = traffic
    this.#direction = direction
    this.#subject = subject
    this.#peer = peer
    this.#native = native
    this.#ends = ends
  }

  through(tiers: readonly Tier[], about: readonly { policy: CalicoPolicy; sure: Certainty }[]): Decision {
    const { admin, baseline } = this.#native
    const stages: readonly { order: number; name: string; say: () => Decision | null }[] = [
      ...tiers.map((tier) => ({
        order: tier.order,
        name: tier.name,
        say: () =>
          this.#tier(
            tier,
            about.filter(({ policy }) => policy.tier === tier.name),
          ),
      })),
      { order: places.admin, name: 'adminnetworkpolicy', say: () => admin },
      { order: places.baseline, name: 'baselineadminnetworkpolicy', say: () => baseline },
    ]
    for (const { say } of [...stages].sort((a, b) => (a.order === b.order ? compare(a.name, b.name) : a.order - b.order))) {
      const said = say()
      if (said !== null) return this.#end(said)
    }
    return this.#end(free(`No policy keeps ${called(this.#subject.id)} from it.`))
  }

  #tier(tier: Tier, about: readonly { policy: CalicoPolicy; sure: Certainty }[]): Decision | null {
    const isolating = tier.name === 'default' ? this.#native.isolating : []
    const before = (policy: CalicoPolicy): boolean =>
      policy.order < places.networkPolicies || (policy.order === places.networkPolicies && compare(policy.name, 'knp.default.') < 0)
    for (const { policy, sure } of about.filter((each) => before(each.policy))) {
      const said = this.#policy(policy, sure)
      if (said !== undefined) return said
    }
    const { allows } = this.#native
    if (isolating.length > 0 && allows !== null)
      return {
        outcome: 'allowed',
        policies: [allows.id],
        path: allows.path,
        text: `${called(allows.id)} lets it ${this.#word}: ${allows.path}.`,
        byAddress: allows.byAddress,
      }
    for (const { policy, sure } of about.filter((each) => !before(each.policy))) {
      const said = this.#policy(policy, sure)
      if (said !== undefined) return said
    }
    return this.#endOf(tier, isolating, about)
  }

  /** What the first rule that fits says: null goes on with the next tier, undefined with the next policy. */
  #policy(policy: CalicoPolicy, sure: Certainty): Decision | null | undefined {
    for (const rule of policy.rules[this.#direction]) {
      const fits = both(this.#fits(rule, policy), sure)
      if (fits === false || rule.action === 'Log') continue
      const outcome = rule.action === 'Allow' ? 'allowed' : rule.action === 'Deny' ? 'blocked' : 'unknown'
      if (fits !== true) {
        this.#perhaps.push({ outcome, fit: { id: policy.id, path: rule.path, doubt: fits } })
        continue
      }
      if (outcome === 'unknown') {
        this.#passed += ` ${called(policy.id)} (${rule.path}) passes the question on.`
        return null
      }
      return {
        outcome,
        policies: [policy.id],
        path: rule.path,
        text: `${called(policy.id)} ${outcome === 'allowed' ? 'lets' : 'does not let'} it ${this.#word}: ${rule.path}.`,
        byAddress: false,
      }
    }
    return undefined
  }

  /** Nothing of a tier fits: that is a no to whom it is about. */
  #endOf(tier: Tier, isolating: readonly ObjectId[], about: readonly { policy: CalicoPolicy; sure: Certainty }[]): Decision | null {
    if (tier.passes) return null
    const keeping = [...about.filter(({ sure }) => sure === true).map(({ policy }) => policy.id), ...isolating]
    if (keeping.length === 0) {
      for (const { policy, sure } of about)
        this.#perhaps.push({ outcome: 'blocked', fit: { id: policy.id, path: 'spec', doubt: typeof sure === 'string' ? sure : '' } })
      return null
    }
    return {
      outcome: 'blocked',
      policies: keeping,
      path: null,
      text: `${keeping.map(called).join(', ')} ${keeping.length === 1 ? 'isolates' : 'isolate'} ${called(this.#subject.id)} for ${this.#direction}, and no rule of the tier ${shownName(tier.name)} lets this ${this.#word}.`,
      byAddress: false,
    }
  }

  #fits(rule: CalicoRule, { namespace }: CalicoPolicy): Certainty {
    const [from, to] = this.#direction === 'egress' ? [this.#subject, this.#peer] : [this.#peer, this.#subject]
    if (!this.#ends.fitsProtocol(rule, this.#traffic)) return false
    return [
      () => this.#ends.fits(rule.source, from, namespace, null),
      () => this.#ends.fits(rule.destination, to, namespace, this.#traffic),
      () => this.#ends.fitsFamily(rule.ipVersion, this.#traffic),
      () => rule.doubt || true,
    ].reduce<Certainty>((sure, next) => (sure === false ? false : both(sure, next())), true)
  }

  /** An answer stands if all that is in doubt would say the same. */
  #end(decision: Decision): Decision {
    const against = this.#perhaps.filter(({ outcome }) => outcome !== decision.outcome)
    return against.length === 0 ? { ...decision, text: decision.text + this.#passed } : undecided(against.map(({ fit }) => fit))
  }

  get #word(): string {
    return this.#direction === 'egress' ? 'leave' : 'enter'
  }
}

/** Objects of one of Calico's kinds, from where it serves them itself, if it does. */
function calicoObjects(reader: StoreReader, kind: string): readonly StoredObject[] {
  for (const group of groups) {
    const found = [...reader.ofKind(`${group}/${kind}`)]
    if (found.length > 0) return found
  }
  return []
}

function readTier(name: string, body: Readonly<Record<string, unknown>> | undefined): Tier {
  const spec = isRecord(body?.['spec']) ? body['spec'] : {}
  return {
    name,
    order: spec['order'] === undefined && name === 'default' ? places.defaultTier : orderOf(spec['order']),
    passes: spec['defaultAction'] === 'Pass',
    doubt: '',
  }
}
