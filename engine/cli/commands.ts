import path from 'node:path'
import type { GraphQuery, GraphScope, KindInfo } from '../contract/index.ts'
import { objectId, parseObjectId, visibleName, visibleText } from '../contract/index.ts'
import { LocalFileError, readLocalFile } from '../cluster/localFile.ts'
import { drawPicture } from '../graph/picture.ts'
import { checkGraphQuery } from '../graph/scope.ts'
import { exportGraph } from '../export/graphExport.ts'
import { cellText } from '../kinds/cellText.ts'
import { LayoutThread } from '../layout/layoutThread.ts'
import { readOwnRules } from '../relations/ownRules.ts'
import type { Rule } from '../relations/rule.ts'
import { snapshotBytes } from '../snapshots/writeSnapshot.ts'
import type { StoredObject } from '../store/storedObject.ts'
import { snapshotSourceOf } from '../workspace/snapshotSource.ts'
import { escapedJson, escapedYaml } from '../workspace/escapedText.ts'
import { yamlText } from '../workspace/yamlText.ts'
import type { Command } from './commandLine.ts'
import { drawingFiles } from './drawingFiles.ts'
import { CommandFailure, exitCode, type ExitCode } from './exitCode.ts'
import { matchKind } from './kindNames.ts'
import { readKubeconfigs } from './liveSource.ts'
import type { LoadedSource } from './loadedSource.ts'
import { openSnapshotFile, openSource, sqlWasm } from './openSource.ts'
import { writeOutputFile } from './outputFile.ts'
import { shownColumns, textTable } from './textTable.ts'

/** What a command gives: text or bytes for standard output (or `--out`), lines for standard error, and how the process ends. */
export interface Outcome {
  output: string | Uint8Array
  notices: readonly string[]
  code: ExitCode
}

/** Contexts of all kubeconfigs. Connects to none. */
export async function clusters(command: Command): Promise<Outcome> {
  if (command.source.type !== 'live')
    throw new CommandFailure({
      code: 'bad-input',
      message: 'clusters lists the contexts of kubeconfigs.',
      todo: 'Leave out --snapshot and --from.',
    })
  const configs = await readKubeconfigs(command.source.kubeconfig)
  configs.stop()
  const contexts = configs.contexts()
  const notices = configs.sources().flatMap((source) => source.errors.map((error) => `${error.where ?? source.path}: ${error.message}`))
  const code = contexts.length === 0 ? exitCode.notFound : exitCode.ok
  if (contexts.length === 0 && notices.length === 0)
    notices.push(
      'There is no kubeconfig with a context. Use --kubeconfig FILE, or look at the sample: kubilitics get pods -A --snapshot build/sample.kubilitics',
    )
  const plain = contexts.map(({ id, name, file, server, user, namespace, insecure, blocking }) => ({
    id,
    name,
    file,
    server,
    user,
    namespace,
    insecure,
    problem: blocking?.message ?? null,
  }))
  if (command.output === 'json') return { output: json(plain), notices, code }
  if (command.output === 'yaml') return { output: escapedYaml(plain), notices, code }
  if (command.output === 'name') return { output: lines(plain.map((each) => each.name)), notices, code }
  const rows = plain.map((each) =>
    [each.name, each.server, each.user, each.namespace ?? '-', each.problem ?? (each.insecure ? 'insecure' : '-'), each.file].map((text) =>
      visibleText(text, 300),
    ),
  )
  return { output: textTable(['Name', 'Server', 'User', 'Namespace', 'Problem', 'File'], rows), notices, code }
}

/** Kinds of a source, with counts. */
export async function kinds(command: Command): Promise<Outcome> {
  return withSource(command, null, (source) => {
    const entries = new Map(source.ledger.map((entry) => [entry.kind, entry]))
    const all = source.picture
      .kinds()
      .map((kind) => ({ ...named(kind), objects: entries.get(kind.id)?.count ?? 0, state: entries.get(kind.id)?.state ?? 'waiting' }))
    if (command.output === 'json') return json(all)
    if (command.output === 'yaml') return escapedYaml(all)
    if (command.output === 'name') return lines(all.map((each) => each.id))
    return textTable(
      ['Kind', 'Name', 'Short', 'Namespaced', 'Objects', 'State'],
      all.map((each) => [each.id, each.resource, each.shortName, String(each.namespaced), String(each.objects), each.state]),
    )
  })
}

/** Objects of one kind, or one of them. */
export async function get(command: Command): Promise<Outcome> {
  const [word = '', name] = command.operands
  return withSource(command, word, (source) => {
    const kind = matchKind(word, source.picture.kinds())
    const namespaces = namespacesOf(command, source)
    const objects = [...source.picture.store.ofKind(kind.id)]
      .filter(
        (object) =>
          (!kind.namespaced || namespaces === null || namespaces.includes(object.namespace)) &&
          (name === undefined || object.name === name),
      )
      .sort((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name))
    const entry = source.ledger.find((each) => each.kind === kind.id)
    if (entry?.error !== undefined && (entry.state === 'forbidden' || entry.state === 'failed')) throw new CommandFailure(entry.error)
    if (name !== undefined && objects.length === 0)
      throw new CommandFailure({
        code: 'not-found',
        message: `There is no ${kind.kind} "${name}"${namespaces === null || !kind.namespaced ? '' : ` in ${namespaces.join(', ')}`}.`,
        ...(namespaces === null || !kind.namespaced ? {} : { todo: 'Look in all namespaces with -A.' }),
      })
    return writeObjects(command, source, kind, objects, name !== undefined, namespaces)
  })
}

function writeObjects(
  command: Command,
  source: LoadedSource,
  kind: KindInfo,
  objects: readonly StoredObject[],
  single: boolean,
  namespaces: readonly string[] | null,
): string {
  const { store } = source.picture
  const ids = objects.map((object) => objectId(object.kind, object.namespace, object.name))
  const bodies = (): Record<string, unknown>[] => ids.map((id) => store.body(id)).filter((body) => body !== undefined)
  if (command.output === 'name') return lines(ids)
  if (command.output === 'json') return json(single ? bodies()[0] : { kind: 'List', apiVersion: 'v1', items: bodies() })
  if (command.output === 'yaml') return ids.map((id) => yamlText(id, store.body(id) ?? {})).join('---\n')
  const shown = shownColumns(kind.columns, command.output === 'wide')
  const withNamespace = kind.namespaced && (namespaces === null || namespaces.length > 1)
  const titles = [...(withNamespace ? ['Namespace'] : []), 'Name', ...shown.map((at) => kind.columns[at]?.title ?? '')]
  const rows = objects.map((object) => [
    ...(withNamespace ? [object.namespace] : []),
    visibleText(object.name, 253),
    ...shown.map((at) => cellText(object.cells[at] ?? null, source.asOf)),
  ])
  return rows.length === 0 ? '' : textTable(titles, rows)
}

/** The graph of a scope, as the topology contract or as a drawing. */
export async function graph(command: Command): Promise<Outcome> {
  const [focus] = command.operands
  if (focus !== undefined && parseObjectId(focus) === null)
    throw new CommandFailure({
      code: 'bad-input',
      message: `"${focus.slice(0, 100)}" is no object id.`,
      todo: 'Ids look like core/Pod/shop/web-1; a cluster-scoped object has _ for the namespace.',
    })
  if ((command.format === 'pdf' || command.format === 'png') && command.out === null && process.stdout.isTTY)
    throw new CommandFailure({
      code: 'bad-input',
      message: `A ${command.format.toUpperCase()} is not written to a terminal.`,
      todo: `Add --out FILE.${command.format}, or send it to a program.`,
    })
  const own = command.rules === null ? null : await readRulesFile(command.rules)
  return withSource(command, null, async (source) => {
    const { picture } = source
    if (own !== null) picture.book.setOwn(own)
    if (command.guesses) picture.guess()
    await picture.rulesRead()
    if (focus !== undefined && picture.store.get(focus) === undefined)
      throw new CommandFailure({ code: 'not-found', message: `There is no object ${focus}.` })
    const scope: GraphScope =
      focus !== undefined
        ? { type: 'object', id: focus, steps: command.steps }
        : command.app !== null
          ? { type: 'application', id: command.app }
          : command.namespaces !== null
            ? { type: 'namespaces', namespaces: [...command.namespaces].sort() }
            : { type: 'cluster' }
    const query: GraphQuery = {
      cluster: source.clusterId,
      scope,
      categories: null,
      lens: command.lens,
      incident: command.incident,
      guesses: command.guesses,
      ...(command.selector === '' ? {} : { filter: { kinds: null, health: null, labels: command.selector, text: '' } }),
    }
    const wrong = checkGraphQuery(query)
    if (wrong !== null) throw new CommandFailure(wrong)
    const layout = new LayoutThread({ file: new URL('../layout/worker.ts', import.meta.url) })
    try {
      const drawn = await drawPicture(picture.graph, picture.store, query, layout)
      const exported = {
        graph: picture.graph,
        store: picture.store,
        query,
        picture: drawn,
        cluster: source.meta.cluster,
        ledger: source.ledger,
      }
      const written = await exportGraph(exported, command, drawingFiles, new AbortController().signal)
      if (!written.ok) throw new CommandFailure(written.error)
      return written.value
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      const message = 'The graph is larger than one text can be.'
      throw new CommandFailure({ code: 'bad-input', message, todo: 'Ask for fewer namespaces, or for the neighbourhood of an object.' })
    } finally {
      layout.close()
    }
  })
}

/** A person's own rules, from a file. */
async function readRulesFile(file: string): Promise<readonly Rule[]> {
  let text
  try {
    text = (await readLocalFile(path.resolve(file), 2_000_000)).toString('utf8')
  } catch (error) {
    const missing = error instanceof LocalFileError && error.missing
    const why = error instanceof LocalFileError ? error.reason : 'cannot be read'
    throw new CommandFailure({ code: missing ? 'not-found' : 'io', message: `The file of rules ${why}.`, where: file })
  }
  const read = readOwnRules(text, file)
  if (!read.ok) throw new CommandFailure(read.error)
  return read.value.rules
}

/** The whole source in a file. */
export async function snapshotSave(command: Command): Promise<Outcome> {
  const file = command.out ?? command.operands[0]
  if (file === undefined)
    throw new CommandFailure({ code: 'bad-input', message: 'snapshot save needs a file to write.', todo: 'kubilitics snapshot save FILE' })
  return withSource({ ...command, out: null }, null, async (source) => {
    const meta = { ...source.meta, sample: command.sample, cluster: command.title ?? source.meta.cluster }
    const bytes = await snapshotBytes(sqlWasm, snapshotSourceOf(source.picture, source.ledger, meta), source.asOf)
    await writeOutputFile(file, bytes)
    return `${file}: ${source.picture.store.count()} objects of ${source.picture.kinds().length} kinds, ${bytes.length} bytes\n`
  })
}

/** What is in a snapshot file. */
export async function snapshotInfo(command: Command): Promise<Outcome> {
  const snapshot = await openSnapshotFile(command.operands[0] ?? '')
  const { info } = snapshot
  snapshot.close()
  if (command.output === 'json') return { output: json(info), notices: [], code: exitCode.ok }
  if (command.output === 'yaml') return { output: escapedYaml(info), notices: [], code: exitCode.ok }
  const states = new Map<string, number>()
  for (const entry of info.ledger) states.set(entry.state, (states.get(entry.state) ?? 0) + 1)
  const facts: [string, string][] = [
    ['Cluster', info.cluster],
    ['Server', info.server],
    ['Version', info.version ?? '-'],
    ['Taken', new Date(info.takenAt).toISOString()],
    ['Objects', String(info.objects)],
    ['Kinds', [...states].map(([state, count]) => `${count} ${state}`).join(', ')],
    ['Size', `${info.bytes} bytes`],
    ['Format', String(info.formatVersion)],
    ['Sample', info.sample ? 'yes' : 'no'],
  ]
  return {
    output: facts.map(([label, value]) => `${`${label}:`.padEnd(9)} ${visibleText(value, 300)}\n`).join(''),
    notices: [],
    code: exitCode.ok,
  }
}

/** Opens a source, uses it, and says what of it could not be read. */
export async function withSource(
  command: Command,
  kind: string | null,
  use: (source: LoadedSource) => string | Uint8Array | Promise<string | Uint8Array>,
): Promise<Outcome> {
  const source = await openSource(command.source, {
    kind,
    namespaces: kind === null ? null : command.namespaces,
    ownNamespace: kind !== null && command.namespacesDefaulted,
    deadline: command.deadline,
  })
  try {
    const output = await use(source)
    if (kind !== null && output === '')
      return { output, notices: [`There are no ${visibleText(kind, 60)}${whereLooked(command, source)}.`], code: exitCode.ok }
    const missing = source.ledger.filter(
      (entry) => (entry.state === 'forbidden' || entry.state === 'failed') && (kind === null || source.picture.store.count() === 0),
    )
    return {
      output,
      notices: missing.map((entry) => `${entry.kind}: ${entry.state}: ${entry.error?.message ?? ''}`),
      code: missing.length > 0 && kind === null ? exitCode.incomplete : exitCode.ok,
    }
  } finally {
    await source.close()
  }
}

function namespacesOf(command: Command, source: LoadedSource): readonly string[] | null {
  if (!command.namespacesDefaulted || source.defaultNamespace === null) return command.namespaces
  return [source.defaultNamespace]
}

function whereLooked(command: Command, source: LoadedSource): string {
  const namespaces = namespacesOf(command, source)
  return namespaces === null ? ' here' : ` in ${visibleText(namespaces.join(', '), 200)}`
}

const named = ({ columns: _columns, title: _title, ...kind }: KindInfo): Omit<KindInfo, 'columns' | 'title'> => kind
const json = (value: unknown): string => `${escapedJson(value)}\n`
const lines = (items: readonly string[]): string => items.map((item) => `${visibleName(item)}\n`).join('')
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
