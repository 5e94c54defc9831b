import type { EdgeCategory, KindId } from '../../contract/index.ts'
import { ruleKey } from '../../relations/reference.ts'
import type { Rule } from '../../relations/rule.ts'

/**
 * In what way one thing depends on another. What happens to the one when the other goes is told in `impact.ts`; what belongs to "what it
 * needs" in `needs.ts`.
 */
export type Bond =
  | 'works-with' // does not work while the other does not
  | 'starts-with' // cannot be started without the other being there; the other does no work itself
  | 'runs-as' // as starts-with, and acts with its rights
  | 'made-of' // works through several of these: without one it is weaker, without all it is down
  | 'eased-by' // works without it, but not as well
  | 'entitled-by' // has its rights from it
  | 'guarded-by' // works without it, unprotected
  | 'kept-by' // is kept in step by it
  | 'works-on' // has nothing to do without it
  | 'goes-with' // is deleted when all of its owners are
  | 'defined-by' // is deleted with it

/** Which end of an edge depends on the other one, how, and why. */
export interface Dependency {
  /** The end that depends. */
  dependent: 'source' | 'target'
  bond: Bond
  /** Why: half a sentence about the dependent end, as a person reads it. */
  why: string
}

const on = (bond: Bond, why: string): readonly Dependency[] => [{ dependent: 'source', bond, why }]
const by = (bond: Bond, why: string): readonly Dependency[] => [{ dependent: 'target', bond, why }]
/** Edges that say where something is, to what it belongs, or what is near: no dependency. Blast radius does not walk them. */
const none: readonly Dependency[] = []

const owned = on('goes-with', 'is deleted with its owner')
const maker: Dependency = { dependent: 'target', bond: 'made-of', why: 'works through what it made' }
const mustExist = on('starts-with', 'cannot start without it')
const certificate = on('eased-by', 'has no certificate of its own for its hosts without it')
const credentials = on('starts-with', 'has no credentials without it')
const account = on('runs-as', 'acts as it')
const backends = on('made-of', 'sends traffic to it')
const deployed: readonly Dependency[] = [
  { dependent: 'target', bond: 'kept-by', why: 'is kept in step by it' },
  { dependent: 'source', bond: 'made-of', why: 'consists of it' },
]
const scaled: readonly Dependency[] = [
  { dependent: 'source', bond: 'works-on', why: 'has nothing to scale without it' },
  { dependent: 'target', bond: 'kept-by', why: 'is scaled by it' },
]
const guards = (what: string): readonly Dependency[] => [
  { dependent: 'target', bond: 'guarded-by', why: what },
  { dependent: 'source', bond: 'works-on', why: 'has nothing to guard without it' },
]
const entitles: readonly Dependency[] = [
  { dependent: 'target', bond: 'entitled-by', why: 'has rights from it' },
  { dependent: 'source', bond: 'works-on', why: 'grants to it' },
]

/** By rule (`12`) or by variant of a rule (`86.token`); what is not here goes by its category. */
const byRule: Readonly<Record<string, readonly Dependency[]>> = {
  '1': owned, // and the other way round for what does the work: see `dependenciesOf`
  '3': none, // says how it was started; the owner is rule 1's
  '4': none,
  '4.current': none,
  '5': none,
  '5.current': none,
  '5.update': none,
  '6': on('works-with', 'runs on it and nowhere else'),
  '8': on('works-with', 'connects to it, as its annotation says'),
  '9': by('defined-by', 'is deleted with its definition'),
  '12': on('starts-with', 'takes environment from it'),
  '13': on('starts-with', 'takes environment from it'),
  '14': on('starts-with', 'mounts it'),
  '15': on('starts-with', 'mounts it'),
  '15.token': account,
  '16': on('works-with', 'keeps data in it'),
  '17': on('works-with', 'keeps data in it'),
  '17.class': on('eased-by', 'gets new volumes from it'),
  '18': on('works-with', 'mounts by it'),
  '18.secret': credentials,
  '19': credentials,
  '20': on('works-with', 'mounts it'),
  '21': on('starts-with', 'pulls its images with it'),
  '22': account,
  '23': on('works-with', 'runs on it'),
  '24': none,
  '25': none, // where it may run is no dependency: there are others
  '26': none, // nearness is no dependency
  '26.preferred': none,
  '26.anti': none,
  '26.anti-preferred': none,
  '27': none,
  '28': on('starts-with', 'is refused without it'),
  '28.runtime': on('starts-with', 'is run by it'),
  '28.scheduler': on('starts-with', 'is placed by it'),
  '29': on('works-with', 'needs its devices'),
  '29.template': mustExist,
  '29.made': on('works-with', 'needs its devices'),
  '30': on('starts-with', 'runs it'),
  '30.running': none,
  '31': on('starts-with', 'is attached to it'),
  '32': on('eased-by', 'has the names of its Pods from it'),
  '33': on('made-of', 'keeps data in it'),
  '33.class': on('eased-by', 'gets new volumes from it'),
  '34': none, // a risk, no dependency
  '35': scaled,
  '36': on('eased-by', 'measures it'),
  '36.api': on('works-with', 'reads its metrics there'),
  '37': scaled,
  '38': guards('is protected from eviction by it'),
  '39': on('made-of', 'consists of it'),
  '40': by('guarded-by', 'is limited by it'),
  '40.class': none,
  '41': backends,
  '42': on('made-of', 'finds its endpoints there'),
  '43': on('made-of', 'lists it as an endpoint'),
  '43.node': none, // co-location
  '44': none, // the older mirror of 42
  '44.pod': none,
  '45': none, // 41 says it
  '46': on('works-with', 'is another name of it'),
  '47': none,
  '47.wanted': none,
  '47.class': on('works-with', 'is served by it'),
  '48': none,
  '48.range': none,
  '49': on('works-with', 'is served by it'),
  '50': backends,
  '51': backends,
  '52': certificate,
  '53': credentials,
  '54': on('starts-with', 'is configured by it'),
  '54.controller': on('works-with', 'is served by it'),
  '54.pods': on('made-of', 'is run by it'),
  '55': none, // what is outside depends on everything: asked for as ways in
  '55.nodePort': none,
  '56': on('works-with', 'is served by it'),
  '56.parameters': on('starts-with', 'is configured by it'),
  '56.controller': on('works-with', 'is served by it'),
  '57': on('made-of', 'is reached through it'),
  '57.verdict': none,
  '58': backends,
  '59.mirror': on('eased-by', 'mirrors traffic to it'),
  '59.authorization': on('works-with', 'asks it before it lets anything through'),
  '59.extension': on('starts-with', 'is extended by it'),
  '60': certificate,
  '60.authority': on('eased-by', 'trusts clients by it'),
  '60.client': on('eased-by', 'shows it to backends'),
  '61': none,
  '62': by('guarded-by', 'is subject to it'),
  '62.authority': on('starts-with', 'trusts by it'),
  '63': none,
  '63.admission': none,
  '63.listeners': none,
  '64': guards('is isolated by it'),
  '65.ingress': none, // whom a policy lets through depends on nothing
  '65.egress': none,
  '69': on('works-with', 'keeps its data there'),
  '70': on('eased-by', 'is provisioned by it'),
  '71': on('eased-by', 'has attributes of it'),
  '71.current': none,
  '72': none, // a copy once made is on its own
  '73': on('works-with', 'provisions by it'),
  '73.secret': credentials,
  '74': on('works-with', 'is mounted by it'),
  '74.secret': credentials,
  '74.nodes': none,
  '75': on('works-on', 'attaches to it'),
  '75.volume': on('works-on', 'attaches it'),
  '75.driver': on('works-with', 'is attached by it'),
  '76': none,
  '76.driver': none,
  '77': none,
  '77.nodes': none,
  '78': none, // a snapshot outlives its claim
  '78.content': on('works-with', 'has its data there'),
  '78.class': none,
  '78.driver': on('works-with', 'is made by it'),
  '78.secret': credentials,
  '79': none,
  '79.handle': on('works-with', 'is it'),
  '80': on('starts-with', 'grants what it says'),
  '81': on('starts-with', 'grants what it says'),
  '82': entitles,
  '82.members': entitles,
  '83': on('made-of', 'has its rules from it'),
  '84': none,
  '86.secret': on('eased-by', 'may mount it'),
  '86.pull': on('eased-by', 'pulls images with it'),
  '86.token': on('defined-by', 'is deleted with its account'),
  '87': on('works-with', 'acts as it outside of the cluster'),
  '88': on('works-with', 'asks it'),
  '89': by('guarded-by', 'has its changes checked by it: they pass unchecked, or are refused while it does not answer'),
  '89.kinds': by('guarded-by', 'has changes of its objects checked by it'),
  '90': on('starts-with', 'puts it in force'),
  '90.paramKind': on('starts-with', 'takes its parameters from it'),
  '91': on('works-with', 'is answered by it'),
  '91.kinds': none,
  '92': on('works-with', 'is converted by it'),
  '93': on('starts-with', 'queues by it'),
  '93.subject': none,
  '94': none,
  '94.leader': none,
  '95.zone': on('works-with', 'is in it'),
  '95.region': on('works-with', 'is in it'),
  '95.pool': none, // Nodes outlive what made them
  '95.instance': on('works-with', 'is it'),
  '96': none,
  '97': on('starts-with', 'asks for its devices'),
  '97.consumer': none, // 29 says it
  '97.device': on('works-with', 'holds it'),
  '97.slice': none,
  '97.node': on('works-with', 'has its devices there'),
  '97.driver': on('works-with', 'is published by it'),
  '99.secret': by('kept-by', 'is renewed by it'),
  '99.newKey': none,
  '99.issuer': on('eased-by', 'is renewed by it'),
  '99.injection': on('eased-by', 'gets its authority from it'),
  '100.resource': deployed,
  '100.label': deployed,
  '100.destination': none,
  '101.workload': mustExist,
  '101.route': on('works-with', 'shifts traffic with it'),
  '102.template': mustExist,
  '102.made': none, // a run outlives what made it
  '102.account': account,
  '102.volume': on('works-with', 'keeps data in it'),
  '102.event': on('works-with', 'is started by its events'),
  '102.bus': on('works-with', 'sends events over it'),
  '103.resource': deployed,
  '103.source': on('eased-by', 'gets updates from it'),
  '103.chart': on('eased-by', 'gets updates from it'),
  '103.release': none,
  '103.dependsOn': on('eased-by', 'waits for it'),
  '103.health': on('eased-by', 'waits for it'),
  '103.destination': none,
  '104.gateway': on('made-of', 'is reached through it'),
  '104.route': backends,
  '104.host': backends,
  '104.destination': on('works-on', 'shapes its traffic'),
  '104.runsOn': on('made-of', 'is run by it'),
  '104.certificate': certificate,
  '104.servesHost': none,
  '104.allows': none,
  '104.denies': none,
  '104.egress': none,
  '105.collects': on('works-on', 'collects it'),
  '105.alerts': on('eased-by', 'alerts it'),
  '106.target': scaled,
  '106.autoscaler': on('works-with', 'scales through it'),
  '107.store': on('works-with', 'reads from it'),
  '107.secret': by('kept-by', 'is written by it'),
  '107.provisions': by('kept-by', 'is provisioned by it'),
  '107.pushes': on('works-on', 'pushes it'),
  '107.copy': on('eased-by', 'is a copy of it'),
  '108.pool': none,
  '108.node': on('works-on', 'became it'),
  '108.class': on('starts-with', 'is made after it'),
  '108.instance': on('works-with', 'is it'),
  '109.claim': on('works-with', 'is provided by it'),
  '109.composed': on('made-of', 'is composed of it'),
  '109.composition': on('eased-by', 'is kept in step after it'),
  '109.provider': on('eased-by', 'is kept in step through it'),
  '109.connection': by('kept-by', 'is written by it'),
  '109.defines': by('defined-by', 'is deleted with its definition'),
  '109.default': none,
  '109.function': on('works-with', 'calls it'),
  '109.revision': on('works-with', 'is run as it'),
  '109.usage': guards('is protected from deletion by it'),
  '109.user': none, // who uses what is protected says nothing of who needs it
  '110.schedule': none,
  '110.restore': none,
  '110.covers': none,
  '111.route': backends,
  '111.include': backends,
  '111.certificate': certificate,
  '111.host': none,
  '112.route': backends,
  '112.host': none,
  '112.certificate': certificate,
  '112.image': on('eased-by', 'follows it'),
  '112.builds': by('kept-by', 'is built by it'),
  '113.route': backends,
  '113.latest': backends,
  '114.subject': none,
  '114.policy': none,
  '115.set': none, // the owner is rule 1's
  '115.subdomain': on('eased-by', 'has the names of its Pods from it'),
  '115.queue': on('starts-with', 'waits in it'),
  '115.priority': on('eased-by', 'is ranked by it'),
  '115.admitted': none,
  '115.flavor': none,
  '115.quota': on('starts-with', 'has its quota from it'),
  '115.offers': on('made-of', 'has its quota in it'),
  '115.check': on('starts-with', 'is admitted by it'),
  '115.nodes': none,
  '115.topology': none,
  '115.worker': on('made-of', 'sends jobs to it'),
  '116.pool': on('starts-with', 'takes its address from it'),
  '116.allocated': on('eased-by', 'has its address from it'),
  '116.advertises': by('works-with', 'is announced by it'),
  '116.nodes': none,
  '116.peer': on('made-of', 'sends routes to it'),
  '116.detection': on('eased-by', 'finds failures by it'),
  '116.allocation': none,
  '116.announced': none,
  '116.speaker': none,
  '116.host': none,
  '116.group': none,
  '116.deployment': on('made-of', 'is run by it'),
  '116.brings': none, // definitions outlive the operator that brought them
  '116.needs': on('starts-with', 'needs its kinds'),
  '116.replaces': none,
  '116.installs': on('works-on', 'keeps it installed'),
  '116.catalog': on('eased-by', 'gets updates from it'),
  '116.watches': on('works-on', 'is for it'),
  '116.account': account,
  '116.pull': on('eased-by', 'pulls with it'),
  '128.port': on('eased-by', 'calls it, as its text says'),
  '128.name': on('eased-by', 'calls it, as its text says'),
  '129': on('eased-by', 'is read by who calls it, as its text says'),
  '130': none,
}

/** For rules without an entry: packs, fields of schemas (126), a user's own rules (127). */
const byCategory: Readonly<Record<EdgeCategory, readonly Dependency[]>> = {
  ownership: owned,
  containment: none, // a namespace is where something is, not what it needs
  grouping: none, // belonging together is no dependency
  traffic: on('works-with', 'sends traffic to it'),
  configuration: on('starts-with', 'is configured by it'),
  storage: on('works-with', 'keeps data in it'),
  identity: account,
  rbac: none,
  scheduling: none, // where something runs is rule 23's to say; all else is co-location
  policy: by('guarded-by', 'is subject to it'),
  scaling: on('works-on', 'has nothing to scale without it'),
  admission: on('works-with', 'asks it'),
  delivery: by('kept-by', 'is kept in step by it'),
  monitoring: on('works-on', 'watches it'),
}

/** Kinds that do the work of their owner: while they run, it does. */
const workers: ReadonlySet<KindId> = new Set([
  'core/Pod',
  'core/ReplicationController',
  'apps/ReplicaSet',
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'argoproj.io/Rollout',
])
/** Owners that do not work through what they own: a static Pod is not part of its Node, and past Jobs of a CronJob are past. */
const notMakers: ReadonlySet<KindId> = new Set(['core/Node', 'core/Namespace', 'batch/CronJob'])

/** Who depends on whom along an edge of a rule between two kinds. */
export function dependenciesOf(rule: Rule, source: KindId, target: KindId): readonly Dependency[] {
  const found = byRule[ruleKey(rule)] ?? byRule[String(rule.id)] ?? byCategory[rule.category]
  if (rule.id === 1 && workers.has(source) && !notMakers.has(target)) return withMaker
  // What is only inferred may be wrong: nothing is said to be down by it.
  if (rule.confidence === 'inferred') return weakened(found)
  return found
}

const withMaker: readonly Dependency[] = [...owned, maker]
const weak = new Map<readonly Dependency[], readonly Dependency[]>()

function weakened(dependencies: readonly Dependency[]): readonly Dependency[] {
  let found = weak.get(dependencies)
  if (!found) {
    found = dependencies.map((each) => (strong.has(each.bond) ? { ...each, bond: 'eased-by' } : each))
    weak.set(dependencies, found)
  }
  return found
}

const strong: ReadonlySet<Bond> = new Set<Bond>(['works-with', 'starts-with', 'runs-as', 'made-of', 'goes-with', 'defined-by'])
