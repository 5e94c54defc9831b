import { isRecord, readAll, readPath } from './fieldPath.ts'
import { partNames, textAt } from './legible.ts'
import { readAttachment } from './listeners.ts'
import type { Mention, Reading } from './reading.ts'
import type { Naming, Rule } from './rule.ts'

/** What a mention says beside the name. */
export function mentionOf(
  reading: Reading,
  rule: Rule,
  match: Naming,
  namespace: string,
  value: unknown,
  path: string,
  parent: Record<string, unknown>,
): Mention {
  const { optional: o, ready: r, part } = match
  if (o === undefined && r === undefined && part === undefined && match.uid === undefined && match.gate === undefined) {
    if (match.tentative === true) return rule.direction === 'backward' ? guessBackward : guess
    return rule.direction === 'backward' ? plainBackward : plain
  }
  const optional =
    o === true || (o !== undefined && ('field' in o ? readPath(value, o.field) === true : Boolean(readPath(reading.object, o.path))))
  const ready = r === undefined || r === false ? r : typeof r === 'string' ? beside(reading, parent, r) : readPath(reading.object, r.path)
  return {
    optional,
    uid: match.uid === undefined ? '' : textAt(value, match.uid),
    notReady: ready === false || ready === 'False',
    tentative: match.tentative === true,
    backward: rule.direction === 'backward',
    parts: part === undefined ? noParts : wantedParts(value, part, optional),
    gate: gateOf(reading, match.gate, namespace, value, path),
  }
}

/** A mention that wants no part. */
export const noParts: Mention['parts'] = []
const plain: Mention = { optional: false, uid: '', notReady: false, tentative: false, backward: false, parts: noParts, gate: null }
const plainBackward: Mention = { ...plain, backward: true }
const guess: Mention = { ...plain, tentative: true }
const guessBackward: Mention = { ...guess, backward: true }

/** What stands beside a value is no part of it. */
function beside(reading: Reading, parent: Record<string, unknown>, path: string): unknown {
  reading.outside = true
  return readPath(parent, path)
}

function wantedParts(value: unknown, path: string, optional: boolean): Mention['parts'] {
  if (isField(path)) {
    const name = partNames([isRecord(value) ? readPath(value, path) : undefined])[0]
    return name === undefined ? noParts : [{ name, optional }]
  }
  return [...new Set(partNames(readAll(value, path)))].map((name) => ({ name, optional }))
}

/** A path of one step that is nothing but a name. */
function isField(path: string): boolean {
  return !path.includes('[') && !path.includes('.') && !path.startsWith('(')
}

function gateOf(reading: Reading, gate: Naming['gate'], namespace: string, value: unknown, path: string): Mention['gate'] {
  const { kind } = reading
  if (gate === 'listener') return readAttachment(kind, reading.namespace, value, path, readAll(reading.object, 'spec.hostnames[]'))
  return gate === undefined || namespace === reading.namespace || namespace === ''
    ? null
    : { by: 'grant', kind, namespace: reading.namespace }
}
