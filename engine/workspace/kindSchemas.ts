import type { KindId, KindInfo } from '../contract/index.ts'
import type { SchemaSource } from '../kinds/fieldSchema.ts'
import { readAll, readPath } from '../relations/fieldPath.ts'
import { definitionOf, fromDefinition, fromServer, type SchemaServer } from './fieldDocs.ts'
import type { ClusterPicture } from './clusterPicture.ts'

/** Kinds whose schemas are held: a person looks at few at a time. */
const mostHeld = 20
/** Milliseconds after which a server is asked again for a schema that it gave or did not give. */
const freshFor = 60_000
/** Milliseconds that a drawer waits for a schema: later ones are there the next time it is drawn. */
const patience = 1_500

/** What is known of the fields of a custom kind. */
export interface KindSchema {
  source: SchemaSource
  /** What its author says of this version being on its way out; empty: it is not. */
  deprecation: string
}

interface Held {
  schema: KindSchema | null
  at: number
  /** The definition that it comes from; empty: the server. */
  version: string
}

/** Schemas of custom kinds for drawers, which are drawn again and again while their objects change. */
export class KindSchemas {
  readonly #held = new Map<KindId, Held>()
  readonly #asked = new Map<KindId, Promise<KindSchema | null>>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** The schema of a kind: of its definition where that is held, else the server's; null where neither gives one in time. */
  async of(picture: ClusterPicture, server: SchemaServer | null, kind: KindId): Promise<KindSchema | null> {
    const info = picture.kindInfo(kind)
    if (info === undefined || info.known) return null
    const definition = picture.store.get(definitionOf(info))
    const version = definition === undefined ? '' : `${definition.resourceVersion} ${info.version}`
    const held = this.#held.get(kind)
    if (held !== undefined && held.version === version && (version !== '' || this.#now() - held.at < freshFor)) return held.schema
    if (definition !== undefined) return this.#keep(kind, defined(picture, info), version)
    if (server === null) return null
    let asked = this.#asked.get(kind)
    if (asked === undefined) {
      asked = fromServer(server, info).then((answer) => this.#keep(kind, answer.ok ? { source: answer.value, deprecation: '' } : null, ''))
      this.#asked.set(kind, asked)
      void asked.finally(() => this.#asked.delete(kind))
    }
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => {
        resolve(null)
      }, patience)
    })
    const first = await Promise.race([asked, late])
    clearTimeout(timer)
    return first
  }

  #keep(kind: KindId, schema: KindSchema | null, version: string): KindSchema | null {
    this.#held.delete(kind)
    this.#held.set(kind, { schema, at: this.#now(), version })
    for (const [oldest] of [...this.#held].slice(0, Math.max(0, this.#held.size - mostHeld))) this.#held.delete(oldest)
    return schema
  }
}

function defined(picture: ClusterPicture, info: KindInfo): KindSchema | null {
  const source = fromDefinition(picture, info)
  if (source === null) return null
  const version = readAll(picture.store.body(definitionOf(info)), 'spec.versions[]').find((each) => readPath(each, 'name') === info.version)
  if (readPath(version, 'deprecated') !== true) return { source, deprecation: '' }
  const warning = readPath(version, 'deprecationWarning')
  return { source, deprecation: typeof warning === 'string' ? warning : `${info.group}/${info.version} ${info.kind} is deprecated` }
}
