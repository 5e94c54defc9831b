import { defineStore } from 'pinia'
import type {
  ClusterId,
  FieldDocs,
  KindId,
  LiveYaml,
  ObjectId,
  Result,
  RevealedValue,
  RolloutHistory,
  TextPair,
} from '../../engine/contract/index.ts'
import { engine } from './link.ts'

/** Descriptions of fields kept: a schema seldom changes while one reads. */
const mostKept = 500

/** Questions about single objects, beyond what their drawer shows. */
export const useObjects = defineStore('objects', () => {
  const kept = new Map<string, Result<FieldDocs>>()

  const yaml = (cluster: ClusterId, id: ObjectId): Promise<Result<string>> => engine().api.getYaml(cluster, id)
  const liveYaml = (cluster: ClusterId, id: ObjectId): Promise<Result<LiveYaml>> => engine().api.getLiveYaml(cluster, id)
  const findOfKind = (cluster: ClusterId, kind: KindId, words: string, limit: number): Promise<Result<readonly ObjectId[]>> =>
    engine().api.findOfKind(cluster, kind, words, limit)
  const rolloutHistory = (cluster: ClusterId, id: ObjectId): Promise<Result<RolloutHistory>> => engine().api.rolloutHistory(cluster, id)
  const compareRevisions = (cluster: ClusterId, id: ObjectId, from: number | null, to: number | null): Promise<Result<TextPair>> =>
    engine().api.compareRevisions(cluster, id, from, to)
  const compareApplied = (cluster: ClusterId, id: ObjectId): Promise<Result<TextPair>> => engine().api.compareApplied(cluster, id)
  /** Not kept here: see the store of reveals. */
  const reveal = (cluster: ClusterId, id: ObjectId, key: string): Promise<Result<RevealedValue>> => engine().api.revealKey(cluster, id, key)

  /** What a schema says of a field. Answers are kept while the window lives; failures are asked again. */
  async function fieldDocs(cluster: ClusterId, kind: KindId, path: string): Promise<Result<FieldDocs>> {
    const key = JSON.stringify([cluster, kind, path.replace(/\[\d+\]/g, '[]')])
    const held = kept.get(key)
    if (held !== undefined) return held
    const answer = await engine().api.fieldDocs(cluster, kind, path)
    if (!answer.ok) return answer
    if (kept.size >= mostKept) kept.clear()
    kept.set(key, answer)
    return answer
  }

  return { yaml, liveYaml, findOfKind, reveal, fieldDocs, rolloutHistory, compareRevisions, compareApplied }
})
