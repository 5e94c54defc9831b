import type { ClusterId, Problem, ProblemList, Symptom } from '../../engine/contract/index.ts'
import { healthOrder, parseObjectId } from '../../engine/contract/index.ts'

/** A line of the tree of problems. */
export type ProblemLine = { cluster: ClusterId; key: string } & (
  | { type: 'root'; problem: Problem; isOpen: boolean }
  | { type: 'symptom'; symptom: Symptom; root: string }
  | { type: 'more'; count: number; root: string }
)

/** Key of a root, for remembering which are folded. */
export const rootKey = (cluster: ClusterId, { target, text }: Problem): string => `${cluster} ${target} ${text}`

/** Roots and, of those that are not folded, their symptoms. `words` must all occur in a root or in one of its symptoms. */
export function problemLines(
  cluster: ClusterId,
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
    const key = rootKey(cluster, problem)
    const isOpen = !folded.has(key)
    lines.push({ cluster, type: 'root', problem, key, isOpen })
    if (!isOpen) continue
    for (const symptom of problem.symptoms) lines.push({ cluster, type: 'symptom', symptom, key: `${key} > ${symptom.id}`, root: key })
    const left = problem.explains - problem.symptoms.reduce((sum, { members }) => sum + members, 0)
    if (left > 0) lines.push({ cluster, type: 'more', count: left, key: `${key} > more`, root: key })
  }
  return lines
}

/** The lines of several clusters as one tree: roots of all of them, the worst and the one that explains most first, else in the order of the clusters. */
export function mergedProblemLines(each: readonly (readonly ProblemLine[])[]): readonly ProblemLine[] {
  const trees: { root: Extract<ProblemLine, { type: 'root' }>; lines: ProblemLine[] }[] = []
  for (const lines of each)
    for (const line of lines) {
      if (line.type === 'root') trees.push({ root: line, lines: [line] })
      else trees.at(-1)?.lines.push(line)
    }
  const level = ({ root }: (typeof trees)[number]): number => healthOrder.indexOf(root.problem.level)
  return trees.sort((a, b) => level(b) - level(a) || b.root.problem.explains - a.root.problem.explains).flatMap(({ lines }) => lines)
}
