import { err, ok, type EngineError, type Result } from '../contract/index.ts'
import type { LabelSelector, Requirement } from '../relations/reference.ts'

/** Where it is read, and what stands there. */
interface Cursor {
  text: string
  at: number
}

const key = /[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?/y
const value = /(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)?/y
const space = /\s*/y

/** Reads a label selector as kubectl writes it: `app=web,tier in (api,web),env!=dev,!canary,release`. The error says at which character it stops to be one. */
export function readLabelFilter(text: string): Result<LabelSelector> {
  const cursor: Cursor = { text, at: 0 }
  const matchExpressions: Requirement[] = []
  skip(cursor)
  while (cursor.at < text.length) {
    const requirement = readRequirement(cursor)
    if (requirement === null) return err(unreadable(cursor))
    matchExpressions.push(requirement)
    skip(cursor)
    if (cursor.at >= text.length) break
    if (!eat(cursor, ',')) return err(unreadable(cursor))
    skip(cursor)
    if (cursor.at >= text.length) return err(unreadable(cursor))
  }
  return ok({ matchLabels: {}, matchExpressions })
}

function readRequirement(cursor: Cursor): Requirement | null {
  if (eat(cursor, '!')) {
    skip(cursor)
    const name = match(cursor, key)
    return name === '' ? null : { key: name, operator: 'DoesNotExist', values: [] }
  }
  const name = match(cursor, key)
  if (name === '') return null
  skip(cursor)
  if (eat(cursor, '!=')) return { key: name, operator: 'NotIn', values: [one(cursor)] }
  if (eat(cursor, '==') || eat(cursor, '=')) return { key: name, operator: 'In', values: [one(cursor)] }
  const compared = eat(cursor, '>') ? 'Gt' : eat(cursor, '<') ? 'Lt' : null
  if (compared !== null) {
    const number = one(cursor)
    return /^\d{1,19}$/.test(number) ? { key: name, operator: compared, values: [number] } : null
  }
  const listed = eatWord(cursor, 'notin') ? 'NotIn' : eatWord(cursor, 'in') ? 'In' : null
  if (listed === null) return { key: name, operator: 'Exists', values: [] }
  skip(cursor)
  if (!eat(cursor, '(')) return null
  const values = [one(cursor)]
  while (eat(cursor, ',')) values.push(one(cursor))
  return eat(cursor, ')') ? { key: name, operator: listed, values: values.sort() } : null
}

function one(cursor: Cursor): string {
  skip(cursor)
  const found = match(cursor, value)
  skip(cursor)
  return found
}

function match(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)?.[0] ?? ''
  cursor.at += found.length
  return found
}

function skip(cursor: Cursor): void {
  match(cursor, space)
}

function eat(cursor: Cursor, text: string): boolean {
  if (!cursor.text.startsWith(text, cursor.at)) return false
  cursor.at += text.length
  return true
}

/** A word that ends there: `inside` is not `in`. */
function eatWord(cursor: Cursor, word: string): boolean {
  if (/^[A-Za-z0-9._/-]/.test(cursor.text.slice(cursor.at + word.length))) return false
  return eat(cursor, word)
}

function unreadable({ at }: Cursor): EngineError {
  return {
    code: 'bad-input',
    message: `The label selector cannot be read from character ${at + 1} on.`,
    where: 'filter.labels',
    todo: 'Write it as for kubectl: app=web,tier in (api,web),env!=dev,!canary.',
  }
}
