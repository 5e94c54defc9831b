import { visibleText, type ObjectId, type Problem, type ProblemList } from '../contract/index.ts'
import { called } from '../graph/asking/ground.ts'
import { problems } from '../graph/asking/problems.ts'
import { atOnce } from '../layout/inPieces.ts'
import { escapedJson, escapedYaml } from '../workspace/escapedText.ts'
import type { Command } from './commandLine.ts'
import { withSource, type Outcome } from './commands.ts'

/** Writes what is wrong in a source, roots first. */
export async function listProblems(command: Command): Promise<Outcome> {
  return withSource(command, null, async ({ picture }) => {
    await picture.rulesRead()
    const list = atOnce(problems({ graph: picture.graph, reader: picture.store }, command.namespaces))
    if (command.output === 'json') return `${escapedJson(list)}\n`
    if (command.output === 'yaml') return escapedYaml(list)
    if (command.output === 'name') return list.problems.map(({ target }) => `${visibleText(target)}\n`).join('')
    return listText(list)
  })
}

function listText({ problems: all, more, symptoms, limits }: ProblemList): string {
  const lines = [all.length === 0 ? 'Nothing is wrong.' : `${all.length + more} roots, ${symptoms} symptoms folded.`]
  for (const problem of all) lines.push('', ...problemLines(problem))
  if (more > 0) lines.push('', `${more} more are not told.`)
  if (limits.length > 0) lines.push('', ...limits.map((limit) => `Note: ${limit}`))
  return `${lines.map((line) => visibleText(line)).join('\n')}\n`
}

function problemLines({ target, members, level, text, explains, symptoms }: Problem): string[] {
  const folded = symptoms.reduce((sum, symptom) => sum + symptom.members, 0)
  return [
    `${level.padEnd(11)} ${severalOf(target, members)}: ${text}${explains === 0 ? '' : ` (explains ${explains})`}`,
    ...symptoms.map(
      ({ id, members: many, depth, level: worse, text: state, why, rule, path }) =>
        `${'  '.repeat(depth)}${worse.padEnd(11)} ${severalOf(id, many)}: ${state} (${why}; rule ${rule}${path === '' ? '' : `, ${path}`})`,
    ),
    ...(explains > folded ? [`  ${explains - folded} more symptoms`] : []),
  ]
}

const severalOf = (id: ObjectId, members: number): string => `${called(id)}${members > 1 ? ` and ${members - 1} like it` : ''}`
