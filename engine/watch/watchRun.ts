import type { ApiClient } from '../cluster/apiClient.ts'
import { readRefusal } from './answerBody.ts'
import type { Clock } from './clock.ts'
import { LineSplitter } from './lineSplitter.ts'
import { linkedAbort } from './linkedAbort.ts'
import type { Asked, Trouble } from './trouble.ts'
import { asTrouble, hangTrouble, troubleOfAnswer } from './trouble.ts'

/** How a watch ended. */
export interface WatchEnd {
  /** Null when the server closed it in good order, or when it was stopped. */
  trouble: Trouble | null
  /** Lines that were taken. */
  lines: number
  /** Milliseconds from the answer's headers to the end. */
  lasted: number
}

export interface WatchRequest {
  client: ApiClient
  clock: Clock
  path: string
  asked: Asked
  signal: AbortSignal
  /** Milliseconds until the answer's headers must be there. */
  deadline: number
  /** Milliseconds after which the watch is ended from this side, because the server should have done so. */
  longest: number
  screen: boolean
  /** Called before the first line is read, in the same step in which the headers were seen. */
  onOpen: () => void
  /** One line; the bytes are valid only during the call. What it throws ends the watch. */
  onLine: (line: Uint8Array) => void
  onOversize: (size: number) => void
  /** Bytes came. `waited` is how long they were waited for, milliseconds. */
  onBytes: (size: number, waited: number) => void
}

/** One watch request whose answer is being read. It reads by itself until it ends or is stopped. */
export interface WatchRun {
  /** Never rejects. */
  readonly ended: Promise<WatchEnd>
  /** Epoch milliseconds of the headers. */
  readonly openedAt: number
  /** Epoch milliseconds of the last byte. */
  heardAt(): number
  /** No line is told after this. */
  stop(): void
}

/** Sends the request; resolves when the server has said yes, throws a {@link Trouble} when it has not. */
export async function openWatch(request: WatchRequest): Promise<WatchRun> {
  const { client, clock, asked } = request
  const abort = linkedAbort(request.signal)
  let stream
  try {
    stream = await client.stream({
      path: request.path,
      accept: 'application/json',
      signal: abort.signal,
      deadline: request.deadline,
      priority: request.screen ? 'screen' : 'background',
    })
    if (stream.status !== 200) throw troubleOfAnswer(await readRefusal(stream), asked)
  } catch (thrown) {
    abort.abort()
    abort.unlink()
    throw asTrouble(thrown, asked)
  }
  const { chunks } = stream
  const openedAt = clock.now()
  let heardAt = openedAt
  let stopped = false
  let overdue = false
  let lines = 0
  const cancelOverdue = clock.setTimer(request.longest, () => {
    overdue = true
    abort.abort()
  })
  const splitter = new LineSplitter({
    line: (bytes) => {
      if (stopped) return
      request.onLine(bytes)
      lines++
    },
    oversize: (size) => {
      if (!stopped) request.onOversize(size)
    },
  })
  const read = async (): Promise<WatchEnd> => {
    let trouble: Trouble | null = null
    try {
      let since = openedAt
      for await (const chunk of chunks) {
        if (stopped) break
        heardAt = clock.now()
        request.onBytes(chunk.length, heardAt - since)
        splitter.push(chunk)
        since = clock.now()
      }
    } catch (thrown) {
      if (overdue) trouble = hangTrouble(request.longest, asked)
      else if (!abort.signal.aborted) trouble = asTrouble(thrown, asked)
    } finally {
      cancelOverdue()
      abort.abort()
      abort.unlink()
    }
    return { trouble, lines, lasted: clock.now() - openedAt }
  }
  request.onOpen()
  return {
    ended: read(),
    openedAt,
    heardAt: () => heardAt,
    stop: () => {
      stopped = true
      abort.abort()
    },
  }
}
