import { isAlias, isNode, LineCounter, parseDocument, visit, type Document } from 'yaml'
import { z } from 'zod'
import { err, ok, type EdgeCategory, type EngineError, type Result } from '../contract/index.ts'
import { parsePath } from './fieldPath.ts'
import { ownRule, type OwnRule } from './ownRule.ts'
import type { Rule } from './rule.ts'

/**
 * A user's own rules (rule 127), from a YAML file. Every problem says its line and column; a file with any problem gives no rules at all, so that nobody
 * takes half of their rules for the whole.
 */
export interface OwnRules {
  rules: readonly Rule[]
  /** How many entries the file has; each comes to one rule or two. */
  entries: number
}

/** A file of rules is a page or two. */
const mostCharacters = 500_000
const mostEntries = 500
const mostAliases = 50
const deepest = 20

const categories = {
  ownership: true,
  containment: true,
  grouping: true,
  traffic: true,
  configuration: true,
  storage: true,
  identity: true,
  rbac: true,
  scheduling: true,
  policy: true,
  scaling: true,
  admission: true,
  delivery: true,
  monitoring: true,
} as const satisfies Record<EdgeCategory, true>

const kind = z
  .string()
  .max(300)
  .regex(/^[a-z0-9.-]+\/[A-Za-z0-9]+$/, 'a kind is written with its group, like apps/Deployment or core/Service')
/** Of a label or an annotation. */
const key = z
  .string()
  .max(317)
  .regex(/^([a-z0-9.-]+\/)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/, 'a key of a label or an annotation, like acme.io/calls')
const text = (most: number): z.ZodString => z.string().min(1).max(most)
const path = text(500).check((ctx) => {
  try {
    parsePath(ctx.value)
  } catch (error) {
    ctx.issues.push({ code: 'custom', input: ctx.value, message: error instanceof Error ? error.message : 'not a field path' })
  }
})
type Choice = { input?: unknown; errors?: readonly (readonly { message: string; path: readonly PropertyKey[] }[])[] }
/** What is wrong with the one that stands there; of anything else, what is expected. */
const oneOf =
  (expected: string) =>
  ({ input, errors }: Choice): string =>
    (typeof input === 'string' ? errors?.[0]?.[0]?.message : undefined) ?? expected
const oneOrMore = <T extends z.ZodString>(item: T) =>
  z.union([item.transform((value) => [value]), z.array(item).min(1).max(50)], { error: oneOf('expected one, or a list of 1 to 50') })

const match = z.discriminatedUnion(
  'by',
  [
    z.strictObject({
      by: z.literal('name'),
      field: path.optional(),
      namespace: z
        .union([z.enum(['same', 'none', 'written']), z.strictObject({ field: path }), z.strictObject({ always: text(63) })], {
          error: 'expected same, none, written, {field: …} or {always: …}',
        })
        .default('same'),
    }),
    z.strictObject({ by: z.literal('label'), key, field: path.optional(), namespace: z.enum(['same', 'all']).default('same') }),
    z.strictObject({ by: z.literal('annotation'), key, field: path.optional() }),
    z.strictObject({ by: z.literal('reference') }),
  ],
  { error: 'expected by: name, label, annotation or reference' },
)

const entry = z.strictObject({
  name: z
    .string()
    .max(60)
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'a name has lower-case letters, digits and dashes'),
  from: z.union([z.literal('*'), oneOrMore(kind)], { error: 'expected a kind like apps/Deployment, a list of kinds, or "*"' }),
  path: oneOrMore(path),
  to: z.union([z.literal('*'), kind], { error: 'expected a kind like core/Service' }).optional(),
  match: z.union([z.enum(['name', 'reference']).transform((by) => match.parse({ by })), match], {
    error: firstInside,
  }),
  split: text(5).optional(),
  word: text(60).default('refers to'),
  category: z.enum(Object.keys(categories) as [EdgeCategory, ...EdgeCategory[]]).default('configuration'),
  direction: z.enum(['forward', 'backward']).default('forward'),
  optional: z.boolean().default(false),
})

const file = z.strictObject({ rules: z.array(entry).max(mostEntries) })

/** Reads the text of a rules file. `where` is its name, for messages. */
export function readOwnRules(source: string, where: string): Result<OwnRules> {
  if (source.length > mostCharacters)
    return err({
      code: 'bad-input',
      message: 'The file is larger than 500 kB.',
      where,
      todo: 'A rule takes a few lines: split the file, or look whether it is the right one.',
    })
  if (source.trim() === '') return ok({ rules: [], entries: 0 })
  const lines = new LineCounter()
  const document = parse(source, where, lines)
  if (!document.ok) return document
  const checked = file.safeParse(document.value.value)
  if (!checked.success) return err(issueError(checked.error.issues, document.value.document, lines, where))
  const twice = sameName(checked.data.rules, document.value.document, lines, where)
  if (twice !== null) return err(twice)
  const rules: Rule[] = []
  for (const [i, each] of checked.data.rules.entries()) {
    const made = ownRule(each as OwnRule)
    if (typeof made === 'string') return err(problem(made, at(document.value.document, ['rules', i], lines), where))
    rules.push(...made)
  }
  return ok({ rules, entries: checked.data.rules.length })
}

function parse(source: string, where: string, lines: LineCounter): Result<{ document: Document.Parsed; value: unknown }> {
  const deep = tooDeep(source)
  if (deep !== null) return err(problem('it is nested too deeply', deep, where))
  let document: Document.Parsed
  try {
    document = parseDocument(source, { uniqueKeys: true, lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  } catch (error) {
    if (error instanceof RangeError) return err(problem('it is nested too deeply', null, where))
    throw error
  }
  const bad = document.errors[0]
  if (bad !== undefined) {
    const words =
      bad.code === 'MULTIPLE_DOCS' ? 'it holds several documents; rules are one' : (bad.message.split('\n')[0] ?? '').slice(0, 200)
    return err(problem(words, lines.linePos(bad.pos[0]), where))
  }
  let aliases = 0
  let alias: unknown = null
  visit(document, {
    Alias: (_, node) => {
      aliases += isAlias(node) ? 1 : 0
      alias ??= node
      return aliases > mostAliases ? visit.BREAK : undefined
    },
  })
  if (aliases > mostAliases) return err(problem(`it has more than ${mostAliases} aliases`, position(alias, lines), where))
  try {
    return ok({ document, value: document.toJS({ maxAliasCount: mostAliases }) as unknown })
  } catch {
    // the package refuses what expands to too much
    return err(problem('it expands to too much through its aliases', position(alias, lines), where))
  }
}

/** The package is recursive: what is nested deeper than any rules are is refused before it is parsed. */
function tooDeep(source: string): { line: number; col: number } | null {
  let open = 0
  for (const [i, text] of source.split('\n').entries()) {
    const lead = /^[\s-]*/.exec(text)?.[0] ?? ''
    if (lead.length > deepest * 10) return { line: i + 1, col: lead.length }
    for (let at = 0; at < text.length; at++) {
      const char = text[at]
      if (char === '[' || char === '{') open += 1
      else if ((char === ']' || char === '}') && open > 0) open -= 1
      if (open > deepest) return { line: i + 1, col: at + 1 }
    }
  }
  return null
}

type Issue = z.core.$ZodIssue

/** Of a choice that fits nowhere, the alternative that came furthest says best what is wrong. */
function firstInside(issue: { errors?: readonly (readonly { message: string; path: readonly PropertyKey[] }[])[] }): string | undefined {
  const inside = issue.errors?.flat().sort((a, b) => b.path.length - a.path.length)[0]
  return inside === undefined
    ? undefined
    : inside.path.length === 0
      ? 'expected name, reference, or {by: …}'
      : `${inside.path.join('.')}: ${inside.message}`
}

function issueError(issues: readonly Issue[], document: Document.Parsed, lines: LineCounter, where: string): EngineError {
  const issue = issues[0]
  if (issue === undefined) return problem('it cannot be understood', null, where)
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    return problem(`there is no "${key.slice(0, 40)}" here`, at(document, [...issue.path, key], lines), where)
  }
  const place =
    issue.path.length === 0
      ? 'the file'
      : issue.path
          .map((part) => (typeof part === 'number' ? `[${part}]` : String(part)))
          .join('.')
          .replaceAll('.[', '[')
  return problem(`${place}: ${issue.message}`, at(document, issue.path, lines), where)
}

function sameName(entries: readonly { name: string }[], document: Document.Parsed, lines: LineCounter, where: string): EngineError | null {
  const seen = new Set<string>()
  for (const [i, { name }] of entries.entries()) {
    if (seen.has(name)) return problem(`there are two rules named "${name}"`, at(document, ['rules', i, 'name'], lines), where)
    seen.add(name)
  }
  return null
}

/** Where in the text a value is; of one that is missing, the place of what should hold it. */
function at(document: Document.Parsed, path: readonly PropertyKey[], lines: LineCounter): { line: number; col: number } | null {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    const found = position(node, lines)
    if (found !== null) return found
  }
  return null
}

function position(node: unknown, lines: LineCounter): { line: number; col: number } | null {
  const offset = isNode(node) ? node.range?.[0] : undefined
  return offset === undefined ? null : lines.linePos(offset)
}

function problem(message: string, place: { line: number; col: number } | null, where: string): EngineError {
  return {
    code: 'bad-input',
    message: `The rules cannot be used: ${message}.`.replace(/\.\.$/, '.'),
    where: place === null ? where : `${where}:${place.line}:${place.col}`,
    todo: 'Correct the line; docs/own-rules.md shows every field with examples.',
  }
}
