import type { Health, HealthLevel } from '../contract/index.ts'
import { deleting, health, present, unobserved } from './cells.ts'
import { rec, recs, str } from './fields.ts'
import type { KubeObject } from './kind.ts'

/** Conditions that are trouble when True. */
const bad: readonly string[] = ['Stalled', 'Degraded', 'Failed', 'Failure', 'Error', 'Denied', 'ReplicaFailure', 'Dangling', 'Conflicted']

/** Conditions that mean work in progress when True (kstatus: `Reconciling`). */
const busy: readonly string[] = ['Reconciling', 'Progressing', 'Issuing', 'Creating', 'Updating', 'Upgrading', 'Terminating', 'Deleting']

/** Conditions that are good when True, the ones that say most first. */
const good: readonly string[] = [
  'Ready',
  'Available',
  'Healthy',
  'Established',
  'Programmed',
  'Accepted',
  'ResolvedRefs',
  'Synced',
  'Reconciled',
  'Succeeded',
  'Succeed',
  'Complete',
  'Completed',
  'Valid',
  'Initialized',
  'Launched',
  'Registered',
  'Active',
  'Approved',
  'Attached',
  'Installed',
  'Bound',
]

/** Reasons of a good condition that is not True which only mean that it will take a moment. */
const waitingReason =
  /^(Progressing|Pending|Reconciling|InProgress|Creating|Provisioning|Initializing|Installing|Waiting.*|Deploying|Updating|Upgrading|Unknown|Init|AwaitingReconciliation|NotReconciled|DependencyNotReady|.*InProgress|Scaling.*|Launching|Issuing|DoesNotExist)$/

/** Words of `status.phase`, `status.state` and the like. */
const words: ReadonlyMap<string, HealthLevel> = new Map<string, HealthLevel>([
  ...[
    'running',
    'active',
    'ready',
    'bound',
    'succeeded',
    'success',
    'successful',
    'completed',
    'complete',
    'available',
    'healthy',
    'established',
    'deployed',
    'ok',
    'valid',
    'provisioned',
    'synced',
    'online',
    'issued',
    'approved',
    'allocated',
    'attached',
  ].map((word) => [word, 'healthy'] as const),
  ...[
    'pending',
    'creating',
    'progressing',
    'provisioning',
    'updating',
    'upgrading',
    'terminating',
    'deleting',
    'initializing',
    'installing',
    'scaling',
    'reconciling',
    'waiting',
    'inprogress',
    'new',
    'starting',
    'processing',
    'released',
  ].map((word) => [word, 'progressing'] as const),
  ...['failed', 'failure', 'error', 'errored', 'degraded', 'lost', 'invalid', 'crashed', 'denied', 'rejected', 'unhealthy'].map(
    (word) => [word, 'failing'] as const,
  ),
  ...['suspended', 'paused', 'stopped', 'disabled', 'inactive'].map((word) => [word, 'paused'] as const),
  ...['missing', 'outofsync', 'warning'].map((word) => [word, 'warning'] as const),
  ['unknown', 'unknown'],
])

/** Conditions of the object; of routes they stand under each parent. */
function conditions(object: KubeObject): readonly any[] {
  const status = rec(object.status)
  if (Array.isArray(status.conditions)) return recs(status.conditions)
  // ComponentStatus has them at the top.
  if (Array.isArray(object['conditions'])) return recs(object['conditions'])
  const nested = recs(status.parents).flatMap((parent) => recs(parent.conditions))
  return nested.length > 0 ? nested : recs(status.ancestors).flatMap((ancestor) => recs(ancestor.conditions))
}

/**
 * Health of a kind that nobody wrote a file for, from what controllers have agreed on: deletion, suspension, observedGeneration, conditions, phase.
 * In the manner of kstatus and of Argo CD's checks for well-known operators.
 */
export function genericHealth(object: KubeObject): Health {
  const going = deleting(object)
  if (going !== null) return going
  const spec = rec(object.spec)
  if (spec.suspend === true || spec.suspended === true) return health('paused', 'Suspended')
  if (spec.paused === true) return health('paused', 'Paused')
  const found = conditions(object)
  // A type may stand there several times (one per parent): the worst counts.
  const all = (type: string): readonly any[] => found.filter((condition) => condition.type === type)

  for (const type of bad) {
    for (const condition of all(type)) {
      if (condition.status === 'True')
        return health(
          type === 'Dangling' || type === 'Conflicted' ? 'warning' : 'failing',
          str(condition.reason) || type,
          str(condition.message),
        )
    }
  }
  if (unobserved(object)) return health('progressing', 'Progressing', 'The controller has not yet observed the newest generation')
  const reported = reportedHealth(object)
  if (reported !== null) return reported
  const isGood = good.some((type) => all(type).some((condition) => condition.status === 'True'))
  for (const type of busy) {
    for (const condition of all(type)) {
      // Progressing stays True on finished rollouts, and says so.
      if (condition.status !== 'True' || (type === 'Progressing' && (isGood || condition.reason === 'NewReplicaSetAvailable'))) continue
      return health('progressing', str(condition.reason) || type, str(condition.message))
    }
  }
  for (const type of good) {
    for (const condition of all(type)) {
      if (condition.status === 'True') continue
      const reason = str(condition.reason)
      // Of `Complete: False` on something that is Ready nothing follows.
      if (type !== 'Ready' && all('Ready').some((ready) => ready.status === 'True')) continue
      if (condition.status === 'Unknown' || condition.status === undefined || waitingReason.test(reason))
        return health('progressing', reason || type, str(condition.message))
      if (condition.status === 'False')
        return health(finishing.has(type) ? 'progressing' : 'failing', reason || `Not${type}`, str(condition.message))
    }
  }
  for (const type of good) {
    const condition = all(type)[0]
    if (condition !== undefined) return health('healthy', str(condition.reason) === '' ? type : type === 'Ready' ? 'Ready' : type)
  }
  return phaseHealth(object) ?? present
}

/** Conditions that are False for as long as the work goes on. */
const finishing: ReadonlySet<string> = new Set([
  'Succeeded',
  'Succeed',
  'Complete',
  'Completed',
  'Initialized',
  'Launched',
  'Registered',
  'Attached',
  'Approved',
  'Installed',
])

/** `status.health.status`, as Argo CD's own Application has it, with `status.sync.status`. */
function reportedHealth(object: KubeObject): Health | null {
  const status = rec(object.status)
  const reported = rec(status.health)
  const word = str(reported.status)
  const level = words.get(word.toLowerCase())
  if (level === undefined) return null
  if (level === 'healthy' && rec(status.sync).status === 'OutOfSync') return health('warning', 'OutOfSync', str(reported.message))
  return health(level, word, str(reported.message))
}

function phaseHealth(object: KubeObject): Health | null {
  const status = rec(object.status)
  for (const field of ['phase', 'state', 'currentState', 'status']) {
    const word = str(status[field])
    if (word === '') continue
    const level = words.get(word.toLowerCase())
    return level === undefined ? health('healthy', word) : health(level, word, str(status.message) || str(status.reason))
  }
  const attachError = rec(status.attachError)
  return str(attachError.message) === '' ? null : health('failing', 'AttachError', str(attachError.message))
}
