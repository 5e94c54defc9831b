import type { Problem, ProblemList, Symptom } from '../../engine/contract/index.ts'
import { parseObjectId } from '../../engine/contract/index.ts'

/** A line of the tree of problems. */
export type ProblemLine =
  | { type: 'root'; problem: Problem; key: string; isOpen: boolean }
  | { type: 'symptom'; symptom: Symptom; key: string; root: string }
  | { type: 'more'; count: number; key: string; root: string }

/** Key of a root, for remembering which are folded. */
export const rootKey = ({ target, text }: Problem): string => `${target} ${text}`

/** Roots and, of those that are not folded, their symptoms. `words` must all occur in a root or in one of its symptoms. */
export function problemLines(
  list: ProblemList,
  folded: ReadonlySet<string>,
  words: string,
  namespace: string | null,
): readonly ProblemLine[] {
  const wanted = words.toLowerCase().split(/\s+/)
  const lines: ProblemLine[] = []
  for (const problem of list.problems) {
    if (
      namespace !== null &&
      ![problem.target, ...problem.symptoms.map(({ id }) => id)].some((id) => parseObjectId(id)?.namespace === namespace)
    )
      continue
    const said = [problem.target, problem.text, ...problem.symptoms.flatMap(({ id, text }) => [id, text])].join(' ').toLowerCase()
    if (!wanted.every((word) => said.includes(word))) continue
    const key = rootKey(problem)
    const isOpen = !folded.has(key)
    lines.push({ type: 'root', problem, key, isOpen })
    if (!isOpen) continue
    for (const symptom of problem.symptoms) lines.push({ type: 'symptom', symptom, key: `${key} > ${symptom.id}`, root: key })
    const left = problem.explains - problem.symptoms.reduce((sum, { members }) => sum + members, 0)
    if (left > 0) lines.push({ type: 'more', count: left, key: `${key} > more`, root: key })
  }
  return lines
}
