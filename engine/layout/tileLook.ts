import type { EdgeCategory, KindId } from '../contract/index.ts'
import type { Role } from './kindRoles.ts'
import type { Flow } from './scene.ts'

/** What a picture makes of kinds and edges, by what it is about. */
export interface TileLook {
  /** Rights go into the ServiceAccount they serve. */
  foldRights: boolean
  /** Things without an object (a set of Pods, an image) that are tiles; null: all of them. */
  notions: ReadonlySet<KindId> | null
  /** Ghosts are tiles also where only rights, owners or observations name them. */
  everyGhost: boolean
  /** Lines that say something else than in the picture of everything. */
  flows: Readonly<Partial<Record<EdgeCategory, Flow>>>
  /** Kinds that stand elsewhere in a card than in the picture of everything. */
  roles: Readonly<Partial<Record<KindId, Role>>>
  /** More cluster-wide things of one kind than this are one chip. */
  namedItems: number
  /** Lines lead to cluster-wide things. Else they are told when one end is selected: in a picture of everything they would cover everything. */
  bandLines: boolean
  /** Namespaces keep room for one more card. */
  roomy: boolean
}

/** The picture of everything: notions are told by cards and lines, rights by the ServiceAccounts that have them. */
export const plainLook: TileLook = {
  foldRights: true,
  notions: new Set(['pseudo/Host', 'pseudo/AddressRange', 'pseudo/Internet']),
  everyGhost: false,
  flows: {},
  roles: {},
  namedItems: 6,
  bandLines: false,
  roomy: true,
}

/** Around one object everything that is named is drawn. */
export const fullLook: TileLook = { ...plainLook, foldRights: false, notions: null, everyGhost: true }
