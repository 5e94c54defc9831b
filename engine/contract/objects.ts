import type { ClusterId, KindId, ObjectId } from './refs.ts'
import type { Result } from './result.ts'

/** YAML of an object as the API server has it at this moment. */
export interface LiveYaml {
  /** With managedFields; values of Secrets are masked. */
  text: string
  /** Entries of managedFields. */
  managers: number
}

/** What a schema says of one field. Texts of descriptions are the server's: never HTML. */
export interface FieldDocs {
  /** `spec.containers[].image`, as it was found in the schema. */
  path: string
  /** In words: `string`, `list of Container`, `map of string`, `integer or string`. */
  type: string
  /** Empty where the schema says nothing. */
  description: string
  required: boolean
  /** The only values allowed; empty: any. */
  enum: readonly string[]
  default: string | null
  /** Further bounds, in words: `at least 1`, `matches ^[a-z]+$`. */
  bounds: readonly string[]
  /** Names of the fields below it. */
  fields: readonly string[]
  /** Where the schema comes from. */
  source: 'openapi' | 'definition'
}

/** One value of a Secret, fetched for a person who asked. It is nowhere kept. */
export interface RevealedValue {
  /** The text, or (`binary`) base64 of what is no text. */
  value: string
  binary: boolean
  /** Bytes. */
  size: number
}

/** Questions about single objects, beyond what is held of them. */
export interface ObjectsApi {
  /** Objects of one kind whose `namespace/name` contains all the words; best first, at most `limit`. Without words: the first by name. */
  findOfKind(cluster: ClusterId, kind: KindId, words: string, limit: number): Promise<Result<readonly ObjectId[]>>
  /** Asks the API server for the object as it is now, since managedFields are not held. Refused (`offline`) of a snapshot. */
  getLiveYaml(cluster: ClusterId, id: ObjectId): Promise<Result<LiveYaml>>
  /** What the schema of a kind says of a field (`spec.containers[0].image`): the server's OpenAPI, else the held definition of a custom kind. */
  fieldDocs(cluster: ClusterId, kind: KindId, path: string): Promise<Result<FieldDocs>>
  /** Fetches one value of a Secret. Each attempt is written to the local audit file, never with the value; what cannot be audited is not revealed. */
  revealKey(cluster: ClusterId, id: ObjectId, key: string): Promise<Result<RevealedValue>>
}
