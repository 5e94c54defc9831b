import type { ClusterId, ClusterSummary, KindId, ObjectId } from '../../engine/contract/index.ts'
import type { SavedView } from '../../preload/contract.ts'
import type { LogRequest } from '../logs/logWords.ts'
import type { SettingsSection } from '../settings/settingsList.ts'
import type { ClusterKinds } from '../stores/kinds.ts'
import type { Place } from '../stores/place.ts'
import type { AskedQuestion } from '../words/questions.ts'

/** One line of the palette, and what it does when it is chosen. */
export interface PaletteLine {
  id: string
  prefix: string
  text: string
  aside: string
  does:
    | { type: 'place'; place: Place }
    | { type: 'object'; cluster: ClusterId; kind: KindId; id: ObjectId }
    | {
        type: 'list'
        cluster: ClusterId
        beside: readonly ClusterId[]
        kind: KindId
        namespaces: readonly string[] | null
        filter: string | null
      }
    | { type: 'view'; view: SavedView }
    | { type: 'cluster'; id: ClusterId }
    | { type: 'command'; command: string }
    | { type: 'settings'; section: SettingsSection }
    | { type: 'ask'; question: AskedQuestion }
    | { type: 'logs'; request: LogRequest }
}

/** An object that a search found. */
export interface FoundObject {
  cluster: ClusterId
  object: ObjectId
}

export interface PaletteGroup {
  title: string
  lines: readonly PaletteLine[]
}

/** What the palette makes its lines of. */
export interface PaletteFrom {
  words: string
  cluster: ClusterSummary | null
  known: ClusterKinds | undefined
  /** What was found, and in which cluster. */
  objects: readonly FoundObject[]
  /** What is known of any open cluster. */
  kindsOf: (cluster: ClusterId) => ClusterKinds | undefined
  clusters: readonly ClusterSummary[]
  opened: readonly ClusterId[]
  views: readonly SavedView[]
  /** A graph is on screen, and can be exported. */
  graphOpen: boolean
  /** The selected object, which questions are about. */
  selected: ObjectId | null
  /** A path that has begun here: an object that is chosen is its other end. */
  pathFrom: ObjectId | null
}
