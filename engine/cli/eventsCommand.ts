import { type KindId, type KindInfo, visibleText } from '../contract/index.ts'
import { humanDuration } from '../kinds/age.ts'
import type { StoredObject } from '../store/storedObject.ts'
import type { ClusterStore } from '../store/clusterStore.ts'
import { escapedJson, escapedYaml } from '../workspace/escapedText.ts'
import type { Command } from './commandLine.ts'
import { withSource, type Outcome } from './commands.ts'
import { CommandFailure, exitCode } from './exitCode.ts'
import { KeptCluster } from './keptCluster.ts'
import { matchKind } from './kindNames.ts'
import { chooseContexts } from './liveSource.ts'
import { usage } from './optionValues.ts'
import { textTable } from './textTable.ts'
import { interruption, TextStream } from './textStream.ts'

const eventKind: KindId = 'core/Event'

/** Which events are meant. */
interface Choice {
  /** Null: all. */
  namespaces: readonly string[] | null
  about: { kind: string; group: string; name: string } | null
}

/** Events oldest first, as `kubectl events` lists them; with `--watch` also those that come. */
export async function events(command: Command): Promise<Outcome> {
  if (command.events.watch) return watched(command)
  return withSource(command, eventKind, (source) => {
    const defaulted = command.namespacesDefaulted
      ? source.defaultNamespace === null
        ? null
        : [source.defaultNamespace]
      : command.namespaces
    const choice = choiceOf(command, source.picture.kinds(), defaulted)
    const entry = source.ledger.find((each) => each.kind === eventKind)
    if (entry?.error !== undefined && (entry.state === 'forbidden' || entry.state === 'failed')) throw new CommandFailure(entry.error)
    const bodies = bodiesOf(source.picture.store, source.picture.store.ofKind(eventKind), command, choice)
    if (command.output === 'json') return `${escapedJson({ kind: 'List', apiVersion: 'v1', items: bodies })}\n`
    if (command.output === 'yaml') return escapedYaml({ kind: 'List', apiVersion: 'v1', items: bodies })
    return bodies.length === 0 ? '' : table(bodies, choice, source.asOf, true)
  })
}

async function watched(command: Command): Promise<Outcome> {
  if (command.source.type !== 'live') throw usage('--watch needs a live cluster: leave out --snapshot and --from.')
  if (command.out !== null) throw usage('--watch writes to standard output: send it to a file with >.')
  const [context] = await chooseContexts(command.source.kubeconfig, command.contexts)
  if (context === undefined) throw new Error('one context is chosen')
  const out = new TextStream()
  const interrupted = interruption()
  const stop = new AbortController()
  for (const signal of [interrupted, out.gone]) signal.addEventListener('abort', () => stop.abort())
  const namespaces = command.namespacesDefaulted ? [context.namespace ?? 'default'] : command.namespaces
  let choice: Choice = { namespaces, about: null }
  const cluster = await KeptCluster.open(
    context,
    (kinds) => {
      choice = choiceOf(command, kinds, namespaces)
      return kinds.filter(({ id }) => id === eventKind).map((kind) => ({ kind, namespaces: choice.namespaces }))
    },
    command.deadline,
    stop.signal,
  )
  try {
    const error = cluster.errorOf(eventKind)
    if (error !== null) throw new CommandFailure(error)
    const { store } = cluster.picture
    let titled = false
    let writing = Promise.resolve()
    const write = (objects: Iterable<StoredObject>): void => {
      const bodies = bodiesOf(store, objects, command, choice)
      if (bodies.length === 0) return
      const text =
        command.output === 'json'
          ? bodies.map((body) => `${escapedJson(body, 0)}\n`).join('')
          : command.output === 'yaml'
            ? bodies.map((body) => `---\n${escapedYaml(body)}`).join('')
            : table(bodies, choice, Date.now(), !titled)
      titled = true
      writing = writing.then(() => out.write(text))
    }
    write(store.ofKind(eventKind))
    const stopListening = store.onChange(({ added, updated }) =>
      write([...added, ...updated.map(({ after }) => after)].filter(({ kind }) => kind === eventKind)),
    )
    await new Promise<void>((resolve) => {
      if (stop.signal.aborted) resolve()
      else stop.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    stopListening()
    await writing
  } finally {
    await cluster.close()
  }
  return { output: '', notices: [], code: interrupted.aborted ? exitCode.interrupted : exitCode.ok }
}

/** Reads `KIND NAME`, or `--for KIND/NAME`. */
function choiceOf(
  { operands, events: options }: Command,
  kinds: readonly Pick<KindInfo, 'id' | 'kind' | 'group' | 'namespaced' | 'resource'>[],
  namespaces: readonly string[] | null,
): Choice {
  const words = operands.length > 0 ? operands : options.for === null ? [] : options.for.split('/')
  if (operands.length > 0 && options.for !== null) throw usage('Give KIND NAME or --for, not both.')
  const [word = '', name = '', ...more] = words.length === 1 ? (words[0] ?? '').split('/') : words
  if (word === '' && words.length === 0) return { namespaces, about: null }
  if (name === '' || more.length > 0) throw usage('What events are about is named by KIND NAME or --for KIND/NAME: pod web-1, deploy/web.')
  const kind = matchKind(word, kinds)
  return {
    namespaces,
    about: { kind: kind.kind, group: kind.group, name },
  }
}

function bodiesOf(
  store: Pick<ClusterStore, 'body'>,
  objects: Iterable<StoredObject>,
  { events: { types, reasons } }: Command,
  { namespaces, about }: Choice,
): any[] {
  const bodies: any[] = []
  for (const object of objects) {
    if (namespaces !== null && !namespaces.includes(object.namespace)) continue
    const body: any = store.body(`${eventKind}/${object.namespace}/${object.name}`)
    if (body === undefined) continue
    const { involvedObject: on = {} } = body
    if (types.length > 0 && !types.includes(body.type)) continue
    if (reasons.length > 0 && !reasons.includes(body.reason)) continue
    if (about !== null && (on.kind !== about.kind || on.name !== about.name || groupOf(on.apiVersion) !== about.group)) continue
    bodies.push(body)
  }
  return bodies.sort((a, b) => timeOf(a) - timeOf(b))
}

/** `apps` of `apps/v1`; events about core objects say `v1`, or nothing. */
function groupOf(apiVersion: unknown): string {
  return typeof apiVersion === 'string' && apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
}

/** When an event happened last. (Rule: `kubectl events`, SortableEvents.) */
function timeOf(event: any): number {
  const at = Date.parse(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? '')
  return Number.isNaN(at) ? 0 : at
}

/** (Rule: `kubectl events`, event_printer.go.) */
function lastSeen(event: any, now: number): string {
  const ago = (time: unknown): string => (typeof time === 'string' ? humanDuration(now - Date.parse(time)) : '<unknown>')
  const first = ago(event.eventTime ?? event.firstTimestamp)
  if (event.series) return `${ago(event.series.lastObservedTime)} (x${String(event.series.count)} over ${first})`
  return event.count > 1 ? `${ago(event.lastTimestamp)} (x${String(event.count)} over ${first})` : first
}

function table(bodies: readonly any[], { namespaces }: Choice, now: number, titled: boolean): string {
  const several = namespaces === null || namespaces.length > 1
  const rows = bodies.map((event) => [
    ...(several ? [visibleText(String(event.metadata?.namespace ?? ''))] : []),
    lastSeen(event, now),
    String(event.type ?? ''),
    String(event.reason ?? ''),
    `${String(event.involvedObject?.kind ?? '')}/${String(event.involvedObject?.name ?? '')}`,
    String(event.message ?? '').trim(),
  ])
  const text = textTable([...(several ? ['Namespace'] : []), 'Last seen', 'Type', 'Reason', 'Object', 'Message'], rows)
  return titled ? text : text.slice(text.indexOf('\n') + 1)
}
