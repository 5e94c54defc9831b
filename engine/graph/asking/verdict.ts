import { err, ok, type Finding, type GraphAnswer, type GraphQuestion, type Hop, type ObjectId, type Result } from '../../contract/index.ts'
import { adminKinds } from './adminPolicyRules.ts'
import { calicoKinds, stagedKinds } from './calicoJudge.ts'
import { ciliumKinds } from './ciliumJudge.ts'
import { called, hopOf, listed, unseen, type Ground } from './ground.ts'
import type { Direction } from './networkPolicyRules.ts'
import { podEndpoint, type PodEndpoint } from './podEndpoint.ts'
import type { Decision } from './decision.ts'
import { policyKind, PolicyJudge } from './policyJudge.ts'
import type { Thinking } from './thinking.ts'

/** Kinds of policies of other plugins and meshes: they are shown in the graph, but their say is not reckoned here. */
const foreign: readonly string[] = ['security.istio.io/AuthorizationPolicy']

/** Whether network policies let one Pod reach a port of another (rule 66): leaving the one, and entering the other. */
export function* verdict(
  ground: Ground,
  { from, to, port, protocol }: Extract<GraphQuestion, { ask: 'verdict' }>,
): Thinking<Result<Omit<GraphAnswer, 'question'>>> {
  const [sender, reached] = [podEndpoint(ground.reader, from), podEndpoint(ground.reader, to)]
  if (sender === null) return noPod(from)
  if (reached === null) return noPod(to)
  const number = portNumber(reached, port, protocol)
  if (number === null)
    return err({
      code: 'bad-input',
      message: `${called(to)} has no ${protocol} port "${port.slice(0, 63)}".`,
      where: 'port',
      todo: `Give a number from 1 to 65535${reached.ports.some((each) => each.name !== '') ? `, or one of its names: ${[...new Set(reached.ports.map((each) => each.name))].filter((name) => name !== '').join(', ')}` : ''}.`,
    })
  yield
  const judge = new PolicyJudge(ground.reader)
  const traffic = { from: sender, to: reached, port: number, protocol }
  const leaving = judge.judge(traffic, 'egress')
  yield
  const entering = judge.judge(traffic, 'ingress')
  const both = [leaving, entering]
  const outcome = both.some((each) => each.outcome === 'blocked')
    ? 'blocked'
    : both.some((each) => each.outcome === 'undecided')
      ? 'undecided'
      : 'allowed'
  const words = { allowed: 'may reach', blocked: 'may not reach', undecided: 'may perhaps reach' }
  const what = `${called(from)} ${words[outcome]} ${protocol} port ${number} of ${called(to)}`
  const why = both
    .filter((each) => each.outcome === outcome)
    .map(({ text }) => text)
    .join(' ')
  const findings: Finding[] = [
    ...told(ground, 'Leaving', leaving, from, judge, sender, 'egress'),
    ...told(ground, 'Entering', entering, to, judge, reached, 'ingress'),
  ]
  return ok({
    summary: `${what}: ${why}`,
    findings,
    more: 0,
    limits: limits(ground, judge, { sender, reached, number, protocol }, [leaving, entering]),
  })
}

const levels = { allowed: 'healthy', blocked: 'failing', undecided: 'unknown' } as const
const others = {
  allowed: 'does not take this back',
  blocked: 'has no rule that lets this through',
  undecided: 'does not decide it',
} as const

/** The field by which a policy says whom it is about. */
function subjectField(id: ObjectId): string {
  const isOf = (kinds: readonly string[]): boolean => kinds.some((kind) => id.startsWith(`${kind}/`))
  return isOf(ciliumKinds) ? 'spec.endpointSelector' : isOf(calicoKinds) ? 'spec.selector' : 'spec.podSelector'
}

function told(
  ground: Ground,
  group: string,
  decision: Decision,
  pod: ObjectId,
  judge: PolicyJudge,
  endpoint: PodEndpoint,
  direction: Direction,
): Finding[] {
  const level = levels[decision.outcome]
  const [first] = decision.policies
  const findings: Finding[] = [
    {
      group,
      target: first ?? null,
      text: decision.text,
      level,
      hops: first === undefined ? [] : isolates(ground, first, pod),
      ...(first === undefined ? {} : { field: decision.path ?? subjectField(first) }),
    },
  ]
  // all that isolate it have a part in a refusal; of those that do not decide it is said that they are there
  const beside = new Set([...decision.policies.slice(1), ...judge.isolating(endpoint, direction).map(({ id }) => id)])
  for (const id of beside)
    if (id !== first)
      findings.push({
        group,
        target: id,
        text: `${called(id)} isolates it too, and ${decision.outcome === 'blocked' && decision.path !== null ? others.allowed : others[decision.outcome]}.`,
        level,
        field: subjectField(id),
        hops: isolates(ground, id, pod),
      })
  return findings
}

function isolates(ground: Ground, policy: ObjectId, pod: ObjectId): readonly Hop[] {
  const links = ground.graph.links(policy).filter((link) => link.source.id === policy && link.target.id === pod)
  const hop = hopOf(ground, links, policy)
  return hop === null ? [] : [hop]
}

function limits(
  ground: Ground,
  judge: PolicyJudge,
  { sender, reached, number, protocol }: { sender: PodEndpoint; reached: PodEndpoint; number: number; protocol: string },
  decisions: readonly Decision[],
): readonly string[] {
  const { reader } = ground
  const said = ['A prediction from what is written: the network plugin decides, and some enforce no policies at all.']
  if (sender.onHostNetwork || reached.onHostNetwork)
    said.push('A Pod on the network of its Node is taken for the Node; plugins differ in what their policies make of that.')
  if (decisions.some(({ byAddress }) => byAddress))
    said.push('The rule that decides goes by address; some plugins do not take Pods by their addresses.')
  for (const pod of [sender, reached]) {
    if (pod.addresses.length === 0) said.push(`${called(pod.id)} has no address yet: rules with ranges of addresses do not fit it.`)
    if (pod.phase !== 'Running' && pod.phase !== '') said.push(`${called(pod.id)} is not running (${pod.phase}).`)
  }
  if (!reached.ports.some((port) => port.number === number && port.protocol === protocol))
    said.push(`No container of ${called(reached.id)} declares ${protocol} port ${number}; it may be open all the same.`)
  const isHeld = (kind: string): boolean => [...reader.ofKind(kind)].length > 0
  const unreckoned = foreign.filter(isHeld)
  if (unreckoned.length > 0) said.push(`Not reckoned, since their plugin decides: ${listed(unreckoned)}.`)
  const reckoned = ciliumKinds.filter(isHeld)
  if (reckoned.length > 0)
    said.push(
      `Reckoned as Cilium does by its defaults and its cilium-config, as far as that is seen, if it is what runs here: ${listed(reckoned)}.`,
    )
  const tiered = calicoKinds.filter(isHeld)
  if (tiered.length > 0) said.push(`Reckoned as Calico does by its tiers and its defaults, if it is what runs here: ${listed(tiered)}.`)
  const staged = stagedKinds.filter(isHeld)
  if (staged.length > 0) said.push(`Only staged, and so without effect: ${listed(staged)}.`)
  if (judge.unread.size > 0) said.push(`Cannot be read, and so fits nothing: ${listed([...judge.unread].sort())}.`)
  if (judge.ties.size > 0) said.push(`Have one priority and differ, so that either may go first: ${listed([...judge.ties].sort())}.`)
  const served = new Set(reader.kinds())
  return [
    ...said,
    ...unseen(ground, [
      policyKind,
      'core/Namespace',
      ...[...adminKinds, ...ciliumKinds, ...calicoKinds].filter((kind) => served.has(kind)),
    ]),
  ]
}

function portNumber(pod: PodEndpoint, port: string, protocol: string): number | null {
  if (/^\d+$/.test(port)) return Number(port) >= 1 && Number(port) <= 65_535 ? Number(port) : null
  return pod.ports.find((each) => each.name === port && each.protocol === protocol)?.number ?? null
}

function noPod(id: ObjectId): Result<never> {
  return err({ code: 'bad-input', message: `${called(id)} is no Pod that is there.`, where: id, todo: 'Name a Pod: core/Pod/shop/web-1.' })
}
