import { parseObjectId, visibleText, type GraphAnswer, type GraphQuestion, type ObjectId } from '../contract/index.ts'
import { askAtOnce } from '../graph/asking/ask.ts'
import { escapedJson, escapedYaml } from '../workspace/escapedText.ts'
import type { Command } from './commandLine.ts'
import { withSource, type Outcome } from './commands.ts'
import { CommandFailure } from './exitCode.ts'

/** Commands that ask something of the graph, and how their operands make a question. */
export const questions = {
  path: ([from = '', to = '']) => ({ ask: 'path', from, to }),
  impact: ([id = '']) => ({ ask: 'impact', id }),
  needs: ([id = '']) => ({ ask: 'needs', id }),
  'ways-in': ([id = '']) => ({ ask: 'ways-in', id }),
  readers: ([id = '']) => ({ ask: 'readers', id }),
  verdict: ([from = '', to = '']) => verdictOf(from, to),
  why: ([edge = '']) => ({ ask: 'why', edge }),
  orphans: (_, namespaces) => ({ ask: 'orphans', namespaces }),
} as const satisfies Readonly<Record<string, (operands: readonly string[], namespaces: readonly string[] | null) => GraphQuestion>>

/** Asks a question of the graph of a source, and writes the answer. */
export async function askQuestion(command: Command): Promise<Outcome> {
  // only commands of the table get here
  const ask = questions[command.name as keyof typeof questions]
  const question = ask(command.operands, command.namespaces)
  return withSource(command, null, async ({ picture }) => {
    await picture.rulesRead()
    const answered = askAtOnce({ graph: picture.graph, reader: picture.store }, question)
    if (!answered.ok) throw new CommandFailure(answered.error)
    const { value } = answered
    if (command.output === 'json') return `${escapedJson(value)}\n`
    if (command.output === 'yaml') return escapedYaml(value)
    if (command.output === 'name') return names(value)
    return answerText(value, command.output === 'wide')
  })
}

function names({ findings }: GraphAnswer): string {
  const ids = new Set(findings.map(({ target }) => target).filter((id) => id !== null))
  return [...ids].map((id) => `${visibleText(id)}\n`).join('')
}

/** The sentence that answers, then what was found under its headings; `wide`: with every step and its fields. */
function answerText({ summary, findings, more, limits }: GraphAnswer, wide: boolean): string {
  const lines = [summary]
  const groups = new Map<string, string[]>()
  for (const { group, text, level, hops } of findings) {
    const told = groups.get(group) ?? []
    groups.set(group, told)
    told.push(`  ${level.padEnd(11)} ${text}`)
    if (!wide) continue
    for (const { edge } of hops) {
      const fields = edge.evidence.map(({ path, value, holder }) => `${holder === undefined ? '' : `${holder} `}${path} = ${value}`)
      told.push(`              ${edge.id} (${edge.state})${fields.length === 0 ? '' : `: ${fields.join('; ')}`}`)
    }
  }
  for (const [group, told] of groups) lines.push('', `${group}:`, ...told)
  if (more > 0) lines.push('', `${more} more are not told.`)
  if (limits.length > 0) lines.push('', ...limits.map((limit) => `Note: ${limit}`))
  return `${lines.map((line) => visibleText(line)).join('\n')}\n`
}

/** `core/Pod/shop/db:5432`, `shop/db:http`, `shop/db:53/UDP`. */
function verdictOf(from: string, to: string): GraphQuestion {
  const [, pod = '', port = '', protocol = 'TCP'] = /^(.+):([A-Za-z0-9-]+)(?:\/(TCP|UDP|SCTP))?$/i.exec(to) ?? []
  if (port === '')
    throw new CommandFailure({
      code: 'bad-input',
      message: `"${to.slice(0, 100)}" names no port.`,
      todo: 'Write kubilitics verdict shop/web-1 data/db-0:5432, or :53/UDP, or the name of a port.',
    })
  return { ask: 'verdict', from: podId(from), to: podId(pod), port, protocol: protocol.toUpperCase() as 'TCP' | 'UDP' | 'SCTP' }
}

function podId(text: string): ObjectId {
  return parseObjectId(text) === null && /^[^/]+\/[^/]+$/.test(text) ? `core/Pod/${text}` : text
}
