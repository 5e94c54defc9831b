import type { GraphAnswer } from '../../engine/contract/index.ts'
import { askAtOnce } from '../../engine/graph/asking/ask.ts'
import { Graph } from '../../engine/graph/graph.ts'
import { MemoryReader, type RawObject } from './memoryReader.ts'

/** Whether a Pod may reach another under these policies: `shop/web` > `data/db` on TCP 8080 unless said. */
export interface VerdictCase {
  policies: RawObject[]
  from?: string
  to?: string
  port?: string
  protocol?: 'TCP' | 'UDP' | 'SCTP'
}

/** Asks for the verdict on a cluster with the case's policies. */
export function askVerdict(cluster: readonly RawObject[], asked: VerdictCase): GraphAnswer {
  const { policies, from = 'shop/web', to = 'data/db', port = '8080', protocol = 'TCP' } = asked
  const reader = new MemoryReader([...cluster, ...policies])
  const question = { ask: 'verdict', from: `core/Pod/${from}`, to: `core/Pod/${to}`, port, protocol } as const
  const given = askAtOnce({ graph: new Graph(reader), reader }, question)
  if (!given.ok) throw new Error(given.error.message)
  return given.value
}
