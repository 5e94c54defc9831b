import {
  err,
  kindName,
  ok,
  parseObjectId,
  visibleText,
  type Finding,
  type GraphAnswer,
  type HealthLevel,
  type Hop,
  type ObjectId,
  type Result,
} from '../../contract/index.ts'
import { wholeOf } from '../fold.ts'
import { idOf } from '../nodeTarget.ts'
import { Bonds, type Tie } from './bonds.ts'
import { called, compare, counted, hopOf, listed, unseen, type Ground } from './ground.ts'
import { rbacKinds, RbacGrants, type Attributes, type Right } from './rbacGrants.ts'
import type { Thinking } from './thinking.ts'

const resources: Readonly<Record<string, string>> = { 'core/Secret': 'secrets', 'core/ConfigMap': 'configmaps' }

/** Headings, from those who have it to those who can get at it. */
const groups = {
  uses: 'Uses it',
  rights: 'May read it',
  exec: 'May run commands in Pods that have it',
  pods: 'May start Pods that have it',
} as const

/** Workloads that start Pods: who may write them may start what reads everything in the namespace. */
const starters: readonly (readonly [group: string, resource: string])[] = [
  ['', 'pods'],
  ['', 'replicationcontrollers'],
  ['apps', 'deployments'],
  ['apps', 'statefulsets'],
  ['apps', 'daemonsets'],
  ['apps', 'replicasets'],
  ['batch', 'jobs'],
  ['batch', 'cronjobs'],
]

/** Who can read a Secret or ConfigMap: what has it as file, variable or credential; who may ask for it; and who can get at it through Pods. */
export function* readers(ground: Ground, id: ObjectId): Thinking<Result<Omit<GraphAnswer, 'question'>>> {
  const ref = parseObjectId(id)
  const resource = resources[ref?.kind ?? '']
  if (ref === null || resource === undefined)
    return err({
      code: 'bad-input',
      message: `${called(id)} is neither a Secret nor a ConfigMap.`,
      where: id,
      todo: 'Ask for one: core/Secret/shop/db.',
    })
  const { namespace, name } = ref
  const users = yield* usersOf(ground, id)
  const grants = yield* RbacGrants.read(ground.reader)
  const findings: Finding[] = users.map(({ finding }) => finding)
  const told = new Set<ObjectId>()
  const tell = function* (group: string, asked: readonly { word: string; attributes: Attributes }[]): Thinking<number> {
    const bySubject = new Map<ObjectId, { words: Set<string>; rights: Right[] }>()
    for (const { word, attributes } of asked) {
      yield
      for (const right of grants.rights(attributes)) {
        const { subject } = right.grant
        if (told.has(subject)) continue
        let entry = bySubject.get(subject)
        if (!entry) bySubject.set(subject, (entry = { words: new Set(), rights: [] }))
        entry.words.add(right.rule.resourceNames.length > 0 ? `${word} (by name)` : word)
        if (!entry.rights.some((each) => each.grant === right.grant)) entry.rights.push(right)
      }
    }
    for (const [subject, { words, rights }] of [...bySubject].sort(([a], [b]) => compare(a, b))) {
      yield
      told.add(subject)
      findings.push(subjectFinding(ground, group, subject, [...words], rights))
    }
    return bySubject.size
  }
  const byRight = yield* tell(
    groups.rights,
    ['get', 'list', 'watch'].map((verb) => ({ word: verb, attributes: { verb, group: '', resource, namespace, name } })),
  )
  const pods = users.flatMap((user) => user.pods)
  const byPods = yield* tell(groups.exec, [
    ...pods.flatMap((pod) =>
      [
        ['create', 'pods/exec'],
        ['get', 'pods/exec'],
        ['update', 'pods/ephemeralcontainers'],
        ['patch', 'pods/ephemeralcontainers'],
      ].map(([verb = '', sub = '']) => ({ word: `${verb} ${sub}`, attributes: { verb, group: '', resource: sub, namespace, name: pod } })),
    ),
  ])
  const byStart = yield* tell(
    groups.pods,
    starters.flatMap(([apiGroup, workload]) =>
      (workload === 'pods' ? ['create'] : ['create', 'update', 'patch']).map((verb) => ({
        word: `${verb} ${workload}`,
        attributes: { verb, group: apiGroup, resource: workload, namespace, name: '' },
      })),
    ),
  )
  return ok({
    summary: `${called(id)} is used by ${counted(users.length, 'object')}; ${counted(byRight, 'subject')} may read it, ${byPods + byStart} more can get at it through Pods.`,
    findings,
    more: 0,
    limits: [
      'Not reckoned: members of system:masters and the Nodes that run its Pods can read it in any case; impersonation and the verbs escalate and bind lead further; other authorizers than RBAC may allow more.',
      ...unseen(ground, ['core/Pod', 'core/ServiceAccount', ...rbacKinds]),
    ],
  })
}

/** What has it: workloads with all their Pods as one. */
function* usersOf(ground: Ground, id: ObjectId): Thinking<readonly { finding: Finding; pods: readonly string[] }[]> {
  const { reader } = ground
  const byWhole = new Map<ObjectId, { ties: Tie[]; pods: Set<string> }>()
  for (const tie of new Bonds(ground).on(id)) {
    yield
    if (tie.bond !== 'starts-with' && tie.bond !== 'eased-by' && tie.bond !== 'works-with' && tie.bond !== 'made-of') continue
    const { object } = tie.dependent
    const whole = object ? idOf(wholeOf(reader, object)) : tie.dependent.id
    let entry = byWhole.get(whole)
    if (!entry) byWhole.set(whole, (entry = { ties: [], pods: new Set() }))
    entry.ties.push(tie)
    if (tie.dependent.kind === 'core/Pod') entry.pods.add(tie.dependent.name)
  }
  return [...byWhole]
    .sort(([a], [b]) => compare(a, b))
    .map(([whole, { ties, pods }]) => {
      // its own template says it best; else the first of its parts
      const own = ties.filter((tie) => tie.dependent.id === whole)
      const speaks = own.length > 0 ? own : ties.filter((tie) => tie.dependent.id === ties.map((each) => each.dependent.id).sort()[0])
      const hops = speaks
        .map((tie) => hopOf(ground, tie.links, id))
        .filter((hop) => hop !== null)
        .sort((a, b) => compare(a.edge.id, b.edge.id))
      const how = [...new Set(speaks.map((tie) => tie.why))].sort().join(', ')
      const fields = [...new Set(hops.flatMap((hop) => hop.edge.evidence.map((e) => e.path)))]
      const running = pods.size > 0 && !whole.startsWith('core/Pod/') ? `, in ${counted(pods.size, 'Pod')}` : ''
      return {
        finding: {
          group: groups.uses,
          target: whole,
          text: visibleText(`${called(whole)} ${how}: ${listed(fields)}${running}`, 1000),
          level: 'healthy' as const,
          hops,
        },
        pods: [...pods].sort(),
      }
    })
}

function subjectFinding(ground: Ground, group: string, subject: ObjectId, words: readonly string[], rights: readonly Right[]): Finding {
  const [first] = rights
  const by = rights.map(({ grant, rule }) => `${called(grant.binding)} to ${called(grant.role)} (${rule.path})`)
  const hops =
    first === undefined
      ? []
      : [...between(ground, first.grant.binding, subject, 'backward'), ...between(ground, first.grant.binding, first.grant.role, 'forward')]
  return {
    group,
    target: subject,
    text: visibleText(`${called(subject)}: ${listed(words, 8)}, by ${listed(by, 3)}${actors(ground, subject)}`, 1000),
    level: levelOf(subject, rights),
    hops,
  }
}

/** The step between a binding and what it names; told in the direction one goes from the subject to the role. */
function between(ground: Ground, binding: ObjectId, other: ObjectId, along: Hop['along']): readonly Hop[] {
  const links = ground.graph.links(binding).filter((link) => link.source.id === binding && link.target.id === other)
  return ground.graph
    .mergeLinks(links)
    .slice(0, 1)
    .map((edge) => ({ edge, along }))
}

/** Who acts as a subject: the workloads that run as an account, the accounts of a group. */
function actors(ground: Ground, subject: ObjectId): string {
  const ref = parseObjectId(subject)
  if (ref?.kind === 'core/ServiceAccount') {
    const runs = runsAs(ground, subject)
    return runs.length === 0 ? '; nothing runs as it' : `; runs ${listed(runs.map(called), 4)}`
  }
  const [, namespace] = /^system:serviceaccounts(?::([^:]+))?$/.exec(ref?.name ?? '') ?? []
  if (ref === null || kindName(ref.kind) !== 'Group' || !/^system:(serviceaccounts(:|$)|authenticated$)/.test(ref.name)) return ''
  const { reader } = ground
  let count = 0
  for (const _ of namespace === undefined ? reader.ofKind('core/ServiceAccount') : reader.inNamespace('core/ServiceAccount', namespace))
    count++
  return `; ${counted(count, 'ServiceAccount')} ${count === 1 ? 'belongs' : 'belong'} to it`
}

function runsAs(ground: Ground, account: ObjectId): readonly ObjectId[] {
  const wholes = new Set<ObjectId>()
  for (const { dependent, bond } of new Bonds(ground).on(account))
    if (bond === 'runs-as' && dependent.object) wholes.add(idOf(wholeOf(ground.reader, dependent.object)))
  return [...wholes].sort()
}

/** Rights of everybody are a mistake, rights by wildcard deserve a look; those of the control plane are how it is made. */
function levelOf(subject: ObjectId, rights: readonly Right[]): HealthLevel {
  const ref = parseObjectId(subject)
  if (ref === null) return 'unknown'
  if (/^system:(authenticated|unauthenticated|anonymous|serviceaccounts)$/.test(ref.name)) return 'failing'
  if (ref.name.startsWith('system:') || ref.namespace === 'kube-system') return 'healthy'
  return rights.some(({ rule }) => rule.resources.includes('*') || rule.verbs.includes('*')) ? 'warning' : 'healthy'
}
