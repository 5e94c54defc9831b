import type { ApiClient } from '../cluster/apiClient.ts'
import { readRefusal } from './answerBody.ts'
import type { Clock } from './clock.ts'
import { linkedAbort } from './linkedAbort.ts'
import type { ListHead } from './listStream.ts'
import { ListStream } from './listStream.ts'
import { Silence } from './silence.ts'
import type { Asked } from './trouble.ts'
import { asTrouble, brokenTrouble, hangTrouble, troubleOfAnswer } from './trouble.ts'

export interface ListRequest {
  client: ApiClient
  clock: Clock
  /** The collection, without a query. */
  path: string
  asked: Asked
  signal: AbortSignal
  /** `''` for the newest state, `'0'` for whatever the server has in memory, else not older than this. */
  resourceVersion: string
  /** Objects per page; null for the whole list in one answer. */
  limit: number | null
  /** Milliseconds until the headers of a page must be there. */
  deadline: number
  /** Milliseconds without a byte after which a page is given up. */
  silence: number
  screen: boolean
  /** One object; the bytes are valid only during the call. */
  onItem: (json: Uint8Array) => void
  onBytes: (size: number) => void
  /** The server's count of what is still to come. */
  onRemaining: (count: number) => void
}

/** Lists a collection page by page, telling each object as it comes. Throws a Trouble when a page fails. */
export async function readList(request: ListRequest): Promise<ListHead> {
  const { limit, resourceVersion, path } = request
  let token = ''
  for (;;) {
    const query = new URLSearchParams()
    if (limit !== null) query.set('limit', String(limit))
    if (token !== '') query.set('continue', token)
    else if (resourceVersion !== '') query.set('resourceVersion', resourceVersion)
    const text = query.toString()
    const head = await readPage(request, text === '' ? path : `${path}?${text}`)
    if (head.continue === '') return head
    if (head.continue === token) throw brokenTrouble('The server gives the same page of the list again and again.', request.asked)
    token = head.continue
    if (head.remainingItemCount !== null) request.onRemaining(head.remainingItemCount)
  }
}

async function readPage(request: ListRequest, path: string): Promise<ListHead> {
  const { client, clock, asked } = request
  const abort = linkedAbort(request.signal)
  let silent: Silence | null = null
  const seen = { hung: false }
  try {
    const stream = await client.stream({
      path,
      accept: 'application/json',
      signal: abort.signal,
      deadline: request.deadline,
      priority: request.screen ? 'screen' : 'background',
    })
    if (stream.status !== 200) throw troubleOfAnswer(await readRefusal(stream), asked)
    silent = new Silence(clock, request.silence, () => {
      seen.hung = true
      abort.abort()
    })
    const list = new ListStream(request.onItem)
    for await (const chunk of stream.chunks) {
      silent.touch()
      request.onBytes(chunk.length)
      list.push(chunk)
    }
    return list.end()
  } catch (thrown) {
    if (seen.hung) throw hangTrouble(request.silence, asked)
    throw asTrouble(thrown, asked)
  } finally {
    silent?.stop()
    abort.abort()
    abort.unlink()
  }
}
