import type { RolloutHistory, TextPair } from '../contract/index.ts'
import { objectId, parseObjectId, visibleText } from '../contract/index.ts'
import { cellText } from '../kinds/cellText.ts'
import { escapedJson, escapedYaml } from '../workspace/escapedText.ts'
import { compareRevisions, rolloutHistory, type RevisionSource } from '../workspace/rolloutHistory.ts'
import type { Command } from './commandLine.ts'
import { withSource, type Outcome } from './commands.ts'
import { CommandFailure } from './exitCode.ts'
import { matchKind } from './kindNames.ts'
import type { LoadedSource } from './loadedSource.ts'
import { textDiff } from './textDiff.ts'
import { textTable } from './textTable.ts'

/** Revisions of a workload, or what two of them differ in. */
export async function showHistory(command: Command): Promise<Outcome> {
  const [word = '', name = ''] = command.operands
  return withSource(command, null, (source) => {
    const { store } = source.picture
    const kind = matchKind(word, source.picture.kinds())
    const namespaces =
      command.namespaces ?? (command.namespacesDefaulted && source.defaultNamespace !== null ? [source.defaultNamespace] : null)
    const found = [...store.ofKind(kind.id)].filter(
      (object) => object.name === name && (namespaces === null || namespaces.includes(object.namespace)),
    )
    const [object] = found
    if (object === undefined)
      throw new CommandFailure({
        code: 'not-found',
        message: `There is no ${kind.kind} "${name.slice(0, 253)}"${namespaces === null ? '' : ` in ${namespaces.join(', ')}`}.`,
        ...(namespaces === null ? {} : { todo: 'Name its namespace with -n, or look in all with -A.' }),
      })
    if (found.length > 1)
      throw new CommandFailure({
        code: 'bad-input',
        message: `${found.length} namespaces have a ${kind.kind} "${name.slice(0, 253)}".`,
        todo: `Say which with -n: ${found.map(({ namespace }) => namespace).join(', ')}.`,
      })
    return written(command, source, objectId(kind.id, object.namespace, object.name))
  })
}

function written(command: Command, source: LoadedSource, id: string): string {
  const from: RevisionSource = {
    store: source.picture.store,
    whyUnlisted: (kind) => source.ledger.find((entry) => entry.kind === kind)?.error,
  }
  const history = rolloutHistory(from, id)
  if (!history.ok) throw new CommandFailure(history.error)
  const { value } = history
  if (value.lack !== null) throw new CommandFailure(value.lack)
  if (command.revision === null && command.to === null) return listed(command, value, source.asOf)
  const current = value.revisions.find((each) => each.current)?.revision ?? null
  const pair = compareRevisions(from, id, command.revision ?? current, command.to)
  if (!pair.ok) throw new CommandFailure(pair.error)
  return compared(command, pair.value, parseObjectId(id)?.name ?? id)
}

function listed(command: Command, history: RolloutHistory, asOf: number): string {
  if (command.output === 'json') return `${escapedJson(history)}\n`
  if (command.output === 'yaml') return escapedYaml(history)
  if (command.output === 'name') return history.revisions.map(({ id }) => `${visibleText(id)}\n`).join('')
  if (history.revisions.length === 0) return 'No revision is kept.\n'
  return textTable(
    ['Revision', 'Ready', 'Age', 'Change-cause', 'Images', ...(command.output === 'wide' ? ['Kept by'] : [])],
    history.revisions.map((each) => [
      `${each.revision}${each.current ? ' (current)' : ''}`,
      each.desired === null ? '-' : `${each.ready}/${each.desired}`,
      each.createdAt === null ? '-' : cellText({ t: 'time', at: each.createdAt }, asOf),
      visibleText(each.changeCause, 200).replace(/\s+/g, ' ') || '-',
      each.images.join(','),
      ...(command.output === 'wide' ? [each.name] : []),
    ]),
  )
}

function compared(command: Command, pair: TextPair, name: string): string {
  if (command.output === 'json') return `${escapedJson(pair)}\n`
  if (command.output === 'yaml') return escapedYaml(pair)
  const titled = (side: TextPair['from']): TextPair['from'] => ({ title: `${name}, ${side.title}`, text: side.text })
  return textDiff(titled(pair.from), titled(pair.to)) || 'No difference.\n'
}
