import type { ApiClient } from '../../engine/cluster/apiClient.ts'
import { Credentials } from '../../engine/cluster/credentials.ts'
import { createApiClient } from '../../engine/cluster/httpApiClient.ts'
import { Kubeconfigs } from '../../engine/cluster/kubeconfigs.ts'
import type { RawObject } from './memoryReader.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** Plain requests to the API server of a kubeconfig's only context, through the engine's own client: what a test makes there, and asks. */
export class ApiCalls {
  readonly client: ApiClient

  private constructor(client: ApiClient) {
    this.client = client
  }

  static async open(kubeconfig: string): Promise<ApiCalls> {
    const kubeconfigs = new Kubeconfigs()
    await kubeconfigs.start({ env: {}, home: '/nowhere', extra: [], only: kubeconfig })
    kubeconfigs.stop()
    const [context] = kubeconfigs.contexts()
    if (!context) throw new Error(JSON.stringify(kubeconfigs.sources()))
    return new ApiCalls(createApiClient(context, new Credentials(context, { consents: { consent: () => null } })))
  }

  /** The answer, whatever its status. */
  async send(method: Method, path: string, body?: RawObject): Promise<{ status: number; body: RawObject }> {
    const contentType = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json'
    const answer = await this.client.request({
      method,
      path,
      signal: AbortSignal.timeout(20_000),
      deadline: 20_000,
      ...(body ? { body: JSON.stringify(body), contentType } : {}),
    })
    const text = new TextDecoder().decode(answer.body)
    // Some refusals are plain text.
    return { status: answer.status, body: (text.startsWith('{') ? JSON.parse(text) : { message: text }) as RawObject }
  }

  /** The answer's body; throws on a refusal. */
  async call(method: Method, path: string, body?: RawObject): Promise<RawObject> {
    const answer = await this.send(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${String(answer.body['message']).slice(0, 300)}`)
    return answer.body
  }

  async list(path: string): Promise<RawObject[]> {
    return (await this.call('GET', path))['items'] as RawObject[]
  }

  close(): void {
    this.client.close()
  }
}
