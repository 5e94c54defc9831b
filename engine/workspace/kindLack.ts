import { type EngineError, type KindId, kindName } from '../contract/index.ts'
import type { StoreReader } from '../store/storedObject.ts'
import type { OpenCluster } from './openCluster.ts'

/** What is held of a cluster, and what its ledger says of a kind that is not listed. */
export interface KindKnowledge {
  store: Pick<StoreReader, 'isComplete'>
  whyUnlisted: (kind: KindId) => EngineError | undefined
}

/** What is known of an open cluster, live or not. */
export function knowledgeOf(open: Pick<OpenCluster, 'picture' | 'ledgerOf'>): KindKnowledge & { store: StoreReader } {
  return { store: open.picture.store, whyUnlisted: (kind) => open.ledgerOf(kind).error }
}

/**
 * Why not every object of a kind in a namespace is known; null when all are. Of a forbidden kind the right in that namespace is named, not the one in the
 * whole cluster: it is enough. `whatFor` ends the sentence of one that is not listed yet, as `, which keep the revisions`.
 */
export function kindLack({ store, whyUnlisted }: KindKnowledge, kind: KindId, namespace: string, whatFor = ''): EngineError | null {
  if (store.isComplete(kind, namespace)) return null
  const why = whyUnlisted(kind)
  if (why === undefined)
    return {
      code: 'not-found',
      message: `${kindName(kind)}s${whatFor} are not listed yet.`,
      todo: 'The ledger says how far they are.',
    }
  return why.missing === undefined ? why : { ...why, missing: { ...why.missing, namespace } }
}
