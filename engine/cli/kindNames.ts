import { CommandFailure } from './exitCode.ts'

/** What a kind may be called by. */
interface Named {
  id: string
  kind: string
  resource: string
  group: string
  shortName?: string
  shortNames?: readonly string[]
}

/**
 * Finds a kind by what people type: `po`, `pods`, `Pod`, `apps/Deployment`, `deployments.apps`, `deploy.apps`. Throws when none fits, or several do.
 */
export function matchKind<T extends Named>(word: string, kinds: readonly T[]): T {
  const wanted = word.toLowerCase()
  const namesOf = (kind: T): string[] =>
    [kind.resource, kind.kind, ...(kind.shortNames ?? []), ...(kind.shortName === undefined ? [] : [kind.shortName])].map((name) =>
      name.toLowerCase(),
    )
  const exact = kinds.filter(
    (kind) => kind.id.toLowerCase() === wanted || namesOf(kind).some((name) => `${name}.${kind.group.toLowerCase()}` === wanted),
  )
  const named = kinds.filter((kind) => namesOf(kind).includes(wanted))
  // as kubectl: the core group and the built-in ones go before the rest
  const ranked = [...exact, ...named].sort((a, b) => rank(a.group) - rank(b.group))
  const found = exact[0] ?? ranked[0]
  if (
    found !== undefined &&
    (exact.length > 0 || ranked.filter((kind) => kind.id !== found.id && rank(kind.group) === rank(found.group)).length === 0)
  )
    return found
  if (found !== undefined)
    throw new CommandFailure({
      code: 'bad-input',
      message: `"${word}" is the name of several kinds.`,
      todo: `Say which: ${[...new Set(ranked.map((kind) => kind.id))].join(', ')}.`,
    })
  throw new CommandFailure({
    code: 'not-found',
    message: `There is no kind "${word.slice(0, 60)}" here.`,
    todo: 'Run `kubilitics kinds` for the kinds that there are.',
  })
}

function rank(group: string): number {
  return group === '' ? 0 : !group.includes('.') || group.endsWith('.k8s.io') ? 1 : 2
}
