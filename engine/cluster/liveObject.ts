import { err, ok, type KindInfo, type ObjectRef, type Result } from '../contract/index.ts'
import { ApiFailure, type ApiClient } from './apiClient.ts'
import { collectionPath } from './servedKind.ts'
import { statusError } from './statusError.ts'

/** Milliseconds that one object, or one document of schemas, may take. */
const deadline = 20_000

/** One GET of something that is shown at once. Failures of link and server are values. */
export async function getBytes(client: ApiClient, path: string, accept?: string): Promise<Result<Uint8Array>> {
  try {
    const answer = await client.request({
      path,
      signal: AbortSignal.timeout(deadline),
      deadline,
      priority: 'screen',
      ...(accept === undefined ? {} : { accept }),
    })
    return answer.status >= 300 ? err(statusError(answer, { path })) : ok(answer.body)
  } catch (error) {
    if (error instanceof ApiFailure) return err(error.error)
    if ((error as Error).name === 'TimeoutError' || (error as Error).name === 'AbortError')
      return err({
        code: 'timeout',
        message: `The API server has not answered within ${deadline / 1000} s.`,
        where: `GET ${path}`,
        todo: 'Try again.',
      })
    throw error
  }
}

/** The JSON of an object as the API server has it now. */
export function getLiveObject(client: ApiClient, kind: KindInfo, ref: ObjectRef): Promise<Result<Uint8Array>> {
  const collection = kind.namespaced ? collectionPath(kind, ref.namespace) : collectionPath(kind)
  return getBytes(client, `${collection}/${encodeURIComponent(ref.name)}`)
}
