import { parseArgs } from 'node:util'
import { exportFormats, type ExportFormat, mostSteps, pngScales } from '../contract/index.ts'
import type { GraphLens } from '../contract/index.ts'
import {
  duration,
  eventsOptions,
  type EventsOptions,
  logsOptions,
  type LogsOptions,
  oneOf,
  streamOptions,
  usage,
  wholeNumber,
} from './optionValues.ts'

export type OutputFormat = 'table' | 'wide' | 'json' | 'yaml' | 'name' | 'text'

/** Where objects come from. */
export type SourceChoice =
  { type: 'live'; kubeconfig: string | null; context: string | null } | { type: 'snapshot'; file: string } | { type: 'files'; path: string }

/** What was asked for, checked. */
export interface Command {
  name:
    | 'clusters'
    | 'kinds'
    | 'get'
    | 'graph'
    | 'snapshot save'
    | 'snapshot info'
    | 'history'
    | 'logs'
    | 'events'
    | 'help'
    | 'version'
    | Question
  operands: readonly string[]
  source: SourceChoice
  /** Null: all namespaces. */
  namespaces: readonly string[] | null
  /** Neither `-n` nor `-A` was given. */
  namespacesDefaulted: boolean
  output: OutputFormat
  format: ExportFormat
  theme: 'dark' | 'light'
  /** Pixels of a PNG per layout unit. */
  scale: number
  steps: number
  lens: GraphLens
  /** Only what is unhealthy and what leads to it. */
  incident: boolean
  /** Also what is only guessed from texts that name a Service. */
  guesses: boolean
  /** The id of an application that the graph is of. */
  app: string | null
  /** A label selector that what is shown must match. */
  selector: string
  out: string | null
  /** Milliseconds that reading a live cluster may take. */
  deadline: number
  sample: boolean
  title: string | null
  /** Of `history`: the revisions to compare; null: the current one, and the template as it is now. */
  revision: number | null
  to: number | null
  /** A file with own rules for the graph. */
  rules: string | null
  /** All contexts that were named: only `logs` takes several. */
  contexts: readonly string[]
  logs: LogsOptions
  events: EventsOptions
}

const graphLenses: readonly GraphLens[] = [
  'everything',
  'workloads',
  'network',
  'storage',
  'configuration',
  'rbac',
  'scheduling',
  'delivery',
]

/** Questions to the graph. */
type Question = 'path' | 'impact' | 'needs' | 'ways-in' | 'readers' | 'verdict' | 'why' | 'orphans' | 'problems'

const operandCounts: Readonly<Record<Command['name'], readonly [number, number]>> = {
  clusters: [0, 0],
  kinds: [0, 0],
  get: [1, 2],
  graph: [0, 1],
  'snapshot save': [0, 1],
  'snapshot info': [1, 1],
  path: [2, 2],
  impact: [1, 1],
  needs: [1, 1],
  'ways-in': [1, 1],
  readers: [1, 1],
  verdict: [2, 2],
  why: [1, 1],
  orphans: [0, 0],
  problems: [0, 0],
  history: [2, 2],
  logs: [0, 2],
  events: [0, 2],
  help: [0, 2],
  version: [0, 0],
}

/** Parses the arguments. Throws a `CommandFailure` with what is wrong and what is possible. */
export function parseCommandLine(argv: readonly string[]): Command {
  let parsed
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        kubeconfig: { type: 'string' },
        context: { type: 'string', multiple: true },
        snapshot: { type: 'string' },
        from: { type: 'string' },
        namespace: { type: 'string', short: 'n', multiple: true },
        'all-namespaces': { type: 'boolean', short: 'A' },
        output: { type: 'string', short: 'o' },
        format: { type: 'string', default: 'json' },
        theme: { type: 'string', default: 'dark' },
        scale: { type: 'string', default: '1' },
        steps: { type: 'string', default: '2' },
        lens: { type: 'string', default: 'everything' },
        incident: { type: 'boolean', default: false },
        guesses: { type: 'boolean', default: false },
        app: { type: 'string' },
        selector: { type: 'string', short: 'l', default: '' },
        out: { type: 'string' },
        timeout: { type: 'string', default: '60s' },
        sample: { type: 'boolean', default: false },
        title: { type: 'string' },
        revision: { type: 'string' },
        to: { type: 'string' },
        rules: { type: 'string' },
        ...streamOptions,
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw usage(error instanceof Error ? error.message.replace(/\. To specify.*$/s, '.') : 'The arguments cannot be read.')
  }
  const { values, positionals } = parsed
  const name = values.help ? 'help' : values.version ? 'version' : commandName(positionals)
  const operands = name === 'help' || name === 'version' ? positionals : positionals.slice(name.split(' ').length)
  const [fewest, most] = operandCounts[name]
  if (name !== 'help' && (operands.length < fewest || operands.length > most))
    throw usage(`${name} takes ${fewest === most ? fewest : `${fewest} to ${most}`} arguments, ${operands.length} were given.`)
  const contexts = values.context ?? []
  if (contexts.length > 1 && name !== 'logs') throw usage(`${name} reads one cluster: give --context once. Only logs takes several.`)
  return {
    name,
    operands,
    source: sourceOf({ ...values, context: contexts[0] }),
    contexts,
    logs: logsOptions(values),
    events: eventsOptions(values),
    namespaces:
      values['all-namespaces'] === true
        ? null
        : (values.namespace?.flatMap((each) => each.split(',')).filter((each) => each !== '') ?? null),
    namespacesDefaulted: values.namespace === undefined && values['all-namespaces'] !== true,
    output: oneOf('--output', values.output ?? (name === 'logs' ? 'text' : 'table'), outputsOf(name)),
    format: oneOf('--format', values.format, Object.keys(exportFormats) as ExportFormat[]),
    theme: oneOf('--theme', values.theme, ['dark', 'light']),
    scale: decimal('--scale', values.scale, pngScales.least, pngScales.most),
    steps: wholeNumber('--steps', values.steps, 0, mostSteps),
    lens: oneOf('--lens', values.lens, graphLenses),
    incident: values.incident,
    guesses: values.guesses,
    app: values.app ?? null,
    selector: values.selector,
    out: values.out ?? null,
    deadline: duration('--timeout', values.timeout),
    sample: values.sample,
    title: values.title ?? null,
    revision: values.revision === undefined ? null : wholeNumber('--revision', values.revision, 0, 2 ** 31),
    to: values.to === undefined ? null : wholeNumber('--to', values.to, 0, 2 ** 31),
    rules: values.rules ?? null,
  }
}

function commandName(positionals: readonly string[]): Command['name'] {
  const [first, second] = positionals
  if (first === undefined) return 'help'
  if (first === 'snapshot')
    return second === 'save' || second === 'info' ? `snapshot ${second}` : fail('snapshot needs to be told what to do: save or info.')
  // a name with a space is of two words, and told above
  if (Object.hasOwn(operandCounts, first) && !first.includes(' ')) return first as Command['name']
  return fail(`There is no command "${first.slice(0, 40)}".`)
}

function outputsOf(name: Command['name']): readonly OutputFormat[] {
  return name === 'logs' ? ['text', 'json'] : name === 'events' ? ['table', 'json', 'yaml'] : ['table', 'wide', 'json', 'yaml', 'name']
}

function sourceOf(values: {
  kubeconfig?: string | undefined
  context?: string | undefined
  snapshot?: string | undefined
  from?: string | undefined
}): SourceChoice {
  const given = [values.kubeconfig ?? values.context, values.snapshot, values.from].filter((each) => each !== undefined)
  if (given.length > 1) throw usage('Objects come from one source: --kubeconfig with --context, --snapshot, or --from.')
  if (values.snapshot !== undefined) return { type: 'snapshot', file: values.snapshot }
  if (values.from !== undefined) return { type: 'files', path: values.from }
  return { type: 'live', kubeconfig: values.kubeconfig ?? null, context: values.context ?? null }
}

function decimal(option: string, value: string, least: number, most: number): number {
  const number = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN
  if (!(number >= least && number <= most)) throw usage(`${option} is a number from ${least} to ${most}.`)
  return number
}

function fail(message: string): never {
  throw usage(message)
}
