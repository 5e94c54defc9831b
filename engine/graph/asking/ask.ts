import {
  assertNever,
  err,
  ok,
  parseObjectId,
  type GraphAnswer,
  type GraphQuestion,
  type ObjectId,
  type Result,
} from '../../contract/index.ts'
import { atOnce } from '../../layout/inPieces.ts'
import { called, type Ground } from './ground.ts'
import { impact } from './impact.ts'
import { needs } from './needs.ts'
import { orphans } from './orphans.ts'
import { path } from './path.ts'
import { readers } from './readers.ts'
import { think, type Thinking, type ThinkingTime } from './thinking.ts'
import { verdict } from './verdict.ts'
import { waysIn } from './waysIn.ts'
import { why } from './why.ts'

type Answered = Result<Omit<GraphAnswer, 'question'>>

/** Answers a question about a graph in pieces, so that whoever else works in this thread is not held up. */
export async function ask(ground: Ground, question: GraphQuestion, time: ThinkingTime): Promise<Result<GraphAnswer>> {
  let changed = false
  const stop = ground.reader.onChange(() => {
    changed = true
  })
  try {
    const thought = await think(answerTo(ground, question), time)
    return thought.ok ? complete(question, thought.value, changed) : thought
  } finally {
    stop()
  }
}

/** Answers a question at one go: for the command line. */
export function askAtOnce(ground: Ground, question: GraphQuestion): Result<GraphAnswer> {
  return complete(question, atOnce(answerTo(ground, question)), false)
}

function complete(question: GraphQuestion, answered: Answered, changed: boolean): Result<GraphAnswer> {
  if (!answered.ok) return answered
  const { limits, ...answer } = answered.value
  return ok({ question, ...answer, limits: changed ? [...limits, 'The cluster changed while this was answered.'] : limits })
}

function* answerTo(ground: Ground, question: GraphQuestion): Thinking<Answered> {
  for (const id of idsOf(question)) {
    const wrong = unknown(ground, id)
    if (wrong !== null) return wrong
  }
  switch (question.ask) {
    case 'path':
      return ok(yield* path(ground, question.from, question.to))
    case 'impact':
      return ok(yield* impact(ground, question.id))
    case 'needs':
      return ok(yield* needs(ground, question.id))
    case 'readers':
      return yield* readers(ground, question.id)
    case 'ways-in':
      return ok(yield* waysIn(ground, question.id))
    case 'verdict':
      return yield* verdict(ground, question)
    case 'why': {
      const answer = yield* why(ground, question.edge)
      if (answer !== null) return ok(answer)
      return err({
        code: 'not-found',
        message: 'There is no such edge.',
        where: question.edge,
        todo: 'It may be gone. Ids look like 41:core/Service/shop/web>core/Pod/shop/web-1.',
      })
    }
    case 'orphans':
      return ok(yield* orphans(ground, question.namespaces))
    default:
      return assertNever(question)
  }
}

function idsOf(question: GraphQuestion): readonly ObjectId[] {
  if (question.ask === 'orphans' || question.ask === 'why') return []
  return 'id' in question ? [question.id] : [question.from, question.to]
}

function unknown({ graph, reader }: Ground, id: ObjectId): Result<never> | null {
  const ref = parseObjectId(id)
  if (ref === null)
    return err({
      code: 'bad-input',
      message: 'Not the id of an object.',
      where: id,
      todo: 'Write group/Kind/namespace/name, as core/Pod/shop/web-1; a cluster-scoped object has _ for the namespace.',
    })
  if (graph.node(id) !== undefined) return null
  if (reader.isForbidden(ref.kind))
    return err({
      code: 'forbidden',
      message: `Objects of ${ref.kind} may not be listed here.`,
      where: id,
      todo: 'The ledger names the missing right.',
    })
  return err({
    code: 'not-found',
    message: `There is no ${called(id)}, and nothing names it.`,
    where: id,
    todo: 'It may have been deleted.',
  })
}
