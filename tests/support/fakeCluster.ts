import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { kindId } from '../../engine/contract/index.ts'
import type { OpenCluster } from '../../engine/workspace/openCluster.ts'
import { fillEstate } from '../fakeApiServer/estate.ts'
import { FakeApiServer, type FakeApiServerOptions } from '../fakeApiServer/fakeApiServer.ts'
import { type ContextText, kubeconfigText } from './kubeconfigText.ts'

/** How large a fake cluster is, and how its server behaves. */
export interface FakeClusterOptions extends FakeApiServerOptions {
  pods?: number
  others?: number
  seed?: number
}

/** A running fake API server with an estate, and a folder for its kubeconfigs. */
export class FakeCluster {
  readonly server: FakeApiServer
  readonly folder: string = mkdtempSync(path.join(tmpdir(), 'kubilitics-fake-'))

  constructor(options: FakeClusterOptions) {
    this.server = new FakeApiServer(options)
    fillEstate(this.server.etcd, {
      pods: options.pods ?? 40,
      others: options.others ?? 120,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    })
  }

  static async start(options: FakeClusterOptions = {}): Promise<FakeCluster> {
    const cluster = new FakeCluster(options)
    await cluster.server.start()
    return cluster
  }

  /** One context for a user with a client certificate, or with whatever user entry is given. */
  context(name = 'fake', part: Partial<ContextText> & { port?: number; login?: string } = {}): ContextText {
    const { port = this.server.port, login = 'admin', ...rest } = part
    return { name, server: `https://127.0.0.1:${port}`, ca: this.server.authority.ca, user: { ...this.server.userEntry(login) }, ...rest }
  }

  /** Writes a kubeconfig (the same file each time) and gives its path. */
  kubeconfig(contexts: readonly ContextText[] = [this.context()]): string {
    const file = path.join(this.folder, 'kubeconfig')
    writeFileSync(file, kubeconfigText(contexts), { mode: 0o600 })
    return file
  }

  /** Objects by kind, as the server holds them. */
  counts(): Map<string, number> {
    return new Map(
      [...this.server.etcd.collections()].map(({ resource, objects }) => [kindId(resource.group, resource.kind), objects.size]),
    )
  }

  /** Requests so far that fit. */
  asked(verb: string, resource?: string): number {
    return this.server.seen.filter((each) => each.verb === verb && (resource === undefined || each.resource === resource)).length
  }

  /** What the engine holds otherwise than the server: nothing, when all is well. */
  differences(open: OpenCluster): string[] {
    const { store } = open.picture
    store.flush()
    const out: string[] = []
    for (const { resource, objects } of this.server.etcd.collections()) {
      const kind = kindId(resource.group, resource.kind)
      const held = new Map([...store.ofKind(kind)].map((object) => [`${object.namespace}/${object.name}`, object]))
      for (const [key, { version, uid }] of objects) {
        const object = held.get(key)
        if (object === undefined) out.push(`${kind} ${key} is missing`)
        else if (object.resourceVersion !== String(version) || object.uid !== uid)
          out.push(`${kind} ${key} is held at ${object.resourceVersion} and is at ${version}`)
        held.delete(key)
      }
      for (const key of held.keys()) out.push(`${kind} ${key} is held and is gone`)
    }
    return out
  }

  async stop(): Promise<void> {
    await this.server.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Stops what a test started, last first, whatever happened. */
export class Stops {
  readonly #stops: (() => unknown)[] = []

  add<T extends { stop(): unknown }>(started: T): T {
    this.#stops.push(() => started.stop())
    return started
  }

  on(stop: () => unknown): void {
    this.#stops.push(stop)
  }

  async all(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop()
  }
}
