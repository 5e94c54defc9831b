import type { KindSink, SinkScope } from '../../engine/watch/kindSink.ts'
import { compareVersions, isNumeric } from '../../engine/watch/objectVersion.ts'

interface Held {
  namespace: string
  uid: string
  version: string
  object: Record<string, unknown>
}

/** The plainest sink that keeps the promises of {@link KindSink}, with a diary of what it was told. */
export class HeldObjects implements KindSink {
  readonly objects = new Map<string, Held>()
  readonly diary: string[] = []
  #scope: SinkScope | null = null
  #named = new Set<string>()
  #last: string | null = null

  get count(): number {
    return this.objects.size
  }

  /** `name@version` of all objects, sorted. */
  get contents(): string[] {
    return [...this.objects].map(([key, { version }]) => `${key}@${version}`).sort()
  }

  begin(scope: SinkScope): void {
    if (this.#scope !== null) throw new Error('a replacement was begun inside another')
    this.#scope = scope
    this.#named = new Set()
    this.diary.push('begin')
  }

  commit(): void {
    if (this.#scope === null) throw new Error('commit without begin')
    for (const [key, held] of this.objects) {
      if (!this.#named.has(key) && (this.#scope.namespace === null || this.#scope.namespace === held.namespace)) this.objects.delete(key)
    }
    this.#scope = null
    this.diary.push('commit')
  }

  abandon(): void {
    this.#scope = null
    this.diary.push('abandon')
  }

  upsert(json: Uint8Array): string | null {
    const read = this.#read(json)
    if (typeof read === 'string') return read
    const [key, now] = read
    this.#named.add(key)
    this.#last = now.version
    const before = this.objects.get(key)
    const older =
      before !== undefined &&
      before.uid === now.uid &&
      isNumeric(before.version) &&
      isNumeric(now.version) &&
      compareVersions(now.version, before.version) < 0
    if (older && this.#scope?.rewound !== true) return null
    this.objects.set(key, now)
    this.diary.push(`+${key}@${now.version}`)
    return null
  }

  remove(json: Uint8Array): string | null {
    const read = this.#read(json)
    if (typeof read === 'string') return read
    const [key, now] = read
    this.#last = now.version
    this.#named.delete(key)
    if (this.objects.get(key)?.uid === now.uid) this.objects.delete(key)
    this.diary.push(`-${key}@${now.version}`)
    return null
  }

  lastResourceVersion(): string | null {
    return this.#last
  }

  #read(json: Uint8Array): [string, Held] | string {
    let object: Record<string, unknown>
    try {
      object = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)) as Record<string, unknown>
    } catch (error) {
      return `not JSON: ${String(error)}`
    }
    const metadata = object['metadata'] as Record<string, string> | undefined
    if (typeof metadata?.['name'] !== 'string') return 'no name'
    const namespace = metadata['namespace'] ?? ''
    return [
      `${namespace}/${metadata['name']}`,
      { namespace, uid: metadata['uid'] ?? '', version: metadata['resourceVersion'] ?? '', object },
    ]
  }
}
