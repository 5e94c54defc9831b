import { parseObjectId, type Finding, type GraphAnswer, type HealthLevel, type Hop, type ObjectId } from '../../contract/index.ts'
import { readPath } from '../../relations/fieldPath.ts'
import { ruleKey } from '../../relations/reference.ts'
import type { Link } from '../link.ts'
import { membersOf } from '../scope.ts'
import { entryWords, isEntrance, nodeWays, targetPorts } from './entryWords.ts'
import { calicoKinds } from './calicoJudge.ts'
import { ciliumKinds } from './ciliumJudge.ts'
import { called, compare, counted, hopOf, unseen, type Ground } from './ground.ts'
import { podEndpoint, type PodEndpoint } from './podEndpoint.ts'
import { PolicyJudge, policyKind } from './policyJudge.ts'
import type { Thinking } from './thinking.ts'

const internet: ObjectId = 'pseudo/Internet/_/internet'

/** Rules whose edges traffic goes along, and which way: from source to target, or (what is attached to a gateway) from target to source. */
const flows: Readonly<Record<string, 'forward' | 'backward'>> = {
  '41': 'forward',
  '42': 'forward',
  '43': 'forward',
  '46': 'forward',
  '50': 'forward',
  '51': 'forward',
  '55': 'forward',
  '55.nodePort': 'forward',
  '57': 'backward',
  '58': 'forward',
  '104.gateway': 'backward',
  '104.route': 'forward',
  '111.route': 'forward',
  '111.include': 'forward',
  '112.route': 'forward',
  '113.route': 'forward',
  '113.latest': 'forward',
}

/** Ways that are told; more is said. A Pod behind more than this is behind everything. */
const mostWays = 100
/** Longer ways are rings of routes. */
const mostSteps = 10

interface Step {
  id: ObjectId
  /** Towards the goal; none at the goal itself. */
  links?: readonly Link[]
}

/** All ways from outside of the cluster to a Pod, a workload or a Service: with hosts, ports, certificates, and what policies make of them. */
export function* waysIn(ground: Ground, id: ObjectId): Thinking<Omit<GraphAnswer, 'question'>> {
  const pods = podsOf(ground, id)
  const goals = pods.length > 0 ? pods : [id]
  const judge = new PolicyJudge(ground.reader)
  const ways: Step[][] = []
  const met = new Set<string>()
  const open: Step[][] = [...goals]
    .sort()
    .reverse()
    .map((goal) => [{ id: goal }])
  let more = 0
  for (let way = open.pop(); way !== undefined; way = open.pop()) {
    yield
    const [front] = way
    if (front === undefined) continue
    const before = front.id === internet ? [] : senders(ground, front.id)
    const ref = parseObjectId(front.id)
    if (
      front.id === internet ||
      (ref !== null && (isEntrance(ref.kind) || isBalanced(ground, front.id)) && !before.some((step) => step.id === internet))
    ) {
      if (ways.length < mostWays) ways.push(way)
      else more++
    }
    if (way.length > mostSteps) continue
    for (const step of before) {
      if (way.some((each) => each.id === step.id)) continue
      // Pods of one workload are reached alike: the first of them speaks
      const rest = [step, ...way].map((each) => (goals.includes(each.id) ? id : each.id)).join(' ')
      if (met.has(rest)) continue
      met.add(rest)
      open.push([step, ...way])
    }
  }
  const findings: Finding[] = []
  for (const way of ways) {
    yield
    findings.push(wayFinding(ground, judge, way))
  }
  for (const pod of pods) {
    const endpoint = podEndpoint(ground.reader, pod)
    for (const text of endpoint === null ? [] : nodeWays(ground, endpoint))
      findings.push({ group: 'By its Node', target: pod, text: `${text}.`, level: 'warning', hops: [] })
  }
  const served = new Set(ground.reader.kinds())
  findings.sort((a, b) => compare(a.group, b.group) || a.hops.length - b.hops.length || compare(a.text, b.text))
  return {
    summary:
      findings.length === 0
        ? `No way leads from outside of the cluster to ${called(id)}, as far as is written.`
        : `${counted(findings.length + more, 'way')} ${findings.length + more === 1 ? 'leads' : 'lead'} from outside of the cluster to ${called(id)}.`,
    findings,
    more,
    limits: [
      ...(pods.length === 0 && !id.startsWith('core/Service/')
        ? ['It has no Pods at the moment: ways go to Pods, so Services that would select them are not found.']
        : []),
      'What network policies make of a way is a prediction: the network plugin decides. Load balancers, firewalls and proxies outside of the cluster are not seen.',
      ...unseen(ground, [
        'core/Pod',
        'core/Service',
        'networking.k8s.io/Ingress',
        policyKind,
        ...[...ciliumKinds, ...calicoKinds].filter((kind) => served.has(kind)),
      ]),
    ],
  }
}

/** A Service of type LoadBalancer is a way in also before it has an address. */
function isBalanced({ reader }: Ground, id: ObjectId): boolean {
  return id.startsWith('core/Service/') && readPath(reader.body(id), 'spec.type') === 'LoadBalancer'
}

function podsOf({ graph, reader }: Ground, id: ObjectId): readonly ObjectId[] {
  const object = reader.get(id)
  if (object === undefined) return []
  if (object.kind === 'core/Pod') return [id]
  const { kind, namespace, name } = object
  return membersOf(graph, reader, { id, kind, namespace, name, object }, new Set())
    .filter((member) => member.kind === 'core/Pod')
    .map((member) => member.id)
    .sort()
}

/** Who sends traffic to something, one step before it. */
function senders({ graph }: Ground, id: ObjectId): readonly Step[] {
  const found = new Map<ObjectId, Step>()
  const links = [...graph.links(id)].sort((a, b) => compare(key(a), key(b)))
  for (const link of links) {
    const flow = flows[ruleKey(link.reference.rule)]
    if (flow === undefined) continue
    const [from, to] = flow === 'forward' ? [link.source, link.target] : [link.target, link.source]
    if (to.id === id && from.id !== id && !found.has(from.id))
      found.set(from.id, { id: from.id, links: links.filter((each) => key(each) === key(link)) })
  }
  // a slice only says again what a Service with a selector selects
  const services = [...found.keys()].filter((each) => each.startsWith('core/Service/'))
  if (services.length > 0) for (const each of found.keys()) if (each.startsWith('discovery.k8s.io/EndpointSlice/')) found.delete(each)
  return [...found.values()].sort((a, b) => compare(b.id, a.id))
}

function key({ source, target, reference }: Link): string {
  return `${ruleKey(reference.rule)}:${source.id}>${target.id}`
}

function wayFinding(ground: Ground, judge: PolicyJudge, way: readonly Step[]): Finding {
  const hops: Hop[] = []
  for (const [i, { id, links }] of way.entries()) {
    const next = way[i + 1]
    const hop = links === undefined || next === undefined ? null : hopOf(ground, links, id)
    if (hop !== null) hops.push(hop)
  }
  const steps = way.filter(({ id }) => id !== internet)
  const entry = steps[0]?.id ?? internet
  const words = steps.map(({ id }, i) => {
    const said = i === steps.length - 1 && id.startsWith('core/Pod/') ? '' : entryWords(ground, id, steps[i + 1]?.id)
    return `${called(id)}${said === '' ? '' : ` ${said}`}`
  })
  const states = new Set(hops.map(({ edge }) => edge.state))
  const broken = states.has('dangling') || states.has('blocked')
  const policy = policyWords(ground, judge, way)
  const addressed = way[0]?.id === internet
  const level: HealthLevel = broken
    ? 'failing'
    : policy.level !== 'healthy' || states.has('not-ready')
      ? 'warning'
      : addressed
        ? 'healthy'
        : 'unknown'
  return {
    group: `By ${parseObjectId(entry)?.kind.split('/')[1] ?? 'address'}`,
    target: entry,
    text: `${words.join(' → ')}${addressed ? '' : ' (it has no address yet)'}${broken ? '; something on the way is missing' : ''}. ${policy.text}`,
    level,
    hops,
  }
}

/** What policies make of the last step: from the Pods of what is before it, or from somewhere. */
function policyWords(ground: Ground, judge: PolicyJudge, way: readonly Step[]): { text: string; level: HealthLevel } {
  const pod = podEndpoint(ground.reader, way.at(-1)?.id ?? '')
  if (pod === null) return { text: '', level: 'healthy' }
  const service = [...way].reverse().find(({ id }) => id.startsWith('core/Service/'))?.id
  const ports = service === undefined ? [] : targetPorts(ground, service, pod)
  if (ports.length === 0) return { text: 'It leads to no port that the Pod has.', level: 'warning' }
  const proxied = way.some(({ id }) => isEntrance(parseObjectId(id)?.kind ?? ''))
  const proxy = proxied ? proxyPod(ground, way) : null
  const said = ports.map(({ number, protocol }) => {
    const decision = judge.judge({ from: proxy, to: pod, port: number, protocol }, 'ingress')
    if (decision.policies.length === 0) return { text: `Port ${number} is open: no policy isolates it.`, level: 'healthy' as const }
    const who =
      proxy !== null ? `from ${called(proxy.id)}` : proxied ? 'from whoever serves this way (its Pods are not known)' : 'from outside'
    if (decision.outcome !== 'allowed' || (decision.only !== undefined && proxied))
      return { text: `Port ${number} ${who}: ${decision.text}`, level: 'warning' as const }
    return { text: `Port ${number} ${who}: ${decision.text}`, level: 'healthy' as const }
  })
  return { text: said.map((each) => each.text).join(' '), level: said.some((each) => each.level === 'warning') ? 'warning' : 'healthy' }
}

/** The Pod that passes on what comes in: of the controller of the class of an Ingress or Gateway. */
function proxyPod(ground: Ground, way: readonly Step[]): PodEndpoint | null {
  const { graph, reader } = ground
  const entry = way.find(({ id }) => isEntrance(parseObjectId(id)?.kind ?? ''))
  if (entry === undefined) return null
  const onward = (id: ObjectId, rules: readonly string[], side: 'source' | 'target'): readonly ObjectId[] =>
    graph
      .links(id)
      .filter((link) => rules.includes(ruleKey(link.reference.rule)) && link[side === 'source' ? 'target' : 'source'].id === id)
      .map((link) => link[side].id)
      .sort()
  for (const type of onward(entry.id, ['49', '56'], 'target'))
    for (const controller of onward(type, ['54.controller', '56.controller'], 'target'))
      for (const workload of onward(controller, ['54.pods'], 'target'))
        for (const pod of podsOf(ground, workload)) {
          const endpoint = podEndpoint(reader, pod)
          if (endpoint !== null) return endpoint
        }
  return null
}
