/**
 * Where a reflector puts what it hears of one kind. Bytes of one object's JSON at a time, so that no whole list is ever held.
 * The sink cuts managedFields and secret values out of the bytes before it parses them.
 *
 * A replacement (`begin` ... `commit`) may show its objects at once, but only `commit` removes what was not named in it;
 * `abandon` keeps everything. An object whose resourceVersion is older than the held one (same uid, numeric versions) is ignored.
 */
export interface KindSink {
  begin(scope: SinkScope): void
  commit(): void
  abandon(): void
  /** ADDED, MODIFIED or a list item. Throws nothing: returns a reason when the bytes are not an object of this kind. */
  upsert(json: Uint8Array): string | null
  /** DELETED. */
  remove(json: Uint8Array): string | null
  /** The resourceVersion and name of the last object taken, for bookkeeping. */
  lastResourceVersion(): string | null
  readonly count: number
}

/** A replacement covers all namespaces, or one (after a 403 at the cluster scope). */
export interface SinkScope {
  namespace: string | null
  /** The server was restored from a backup: in this replacement older resourceVersions are taken too. */
  rewound?: boolean
}
