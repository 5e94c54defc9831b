import { computed, shallowRef, watch } from 'vue'
import type { ClusterId, ObjectId, RowId } from '../../engine/contract/index.ts'
import { mostListed, mostYamlObjects, parseObjectId, parseRowId, visibleText } from '../../engine/contract/index.ts'
import { clusterName } from '../words/clusterState.ts'
import { kubectlGetAll } from '../words/kubectlCommand.ts'
import { bytes, count, plural } from '../words/names.ts'
import { useClusters } from './clusters.ts'
import { useFinder } from './finder.ts'
import { useKinds } from './kinds.ts'
import { desktop, engine } from './link.ts'
import { useNotices } from './notices.ts'
import { definePaneStore } from './paneStore.ts'
import { useRows } from './rows.ts'

/** Rows of a pane's table that are marked, to do something with all of them. Another filter or kind ends it: nothing is marked that is not in the list. */
export const useMarks = definePaneStore('marks', (pane) => {
  const rows = useRows(pane)
  const ids = shallowRef<ReadonlySet<RowId>>(new Set())
  /** What a button did last, in words; empty after a while. */
  const said = shallowRef('')
  /** Where a range begins. */
  let anchor = -1
  let asking = 0
  const busy = shallowRef(false)
  const yamlFits = computed(() => ids.value.size <= mostYamlObjects)

  function toggle(slot: number, id: RowId): void {
    const next = new Set(ids.value)
    if (!next.delete(id)) next.add(id)
    anchor = slot
    ids.value = next
  }

  /** Marks all from where the last mark was set to here, beside what is marked. */
  async function range(from: number, to: number): Promise<void> {
    if (anchor < 0) anchor = Math.max(0, from)
    const start = Math.min(anchor, to)
    await take(start, Math.abs(anchor - to) + 1)
  }

  async function all(): Promise<void> {
    await take(0, rows.matching)
  }

  async function take(start: number, length: number): Promise<void> {
    const mine = ++asking
    const found = new Set(ids.value)
    for (let at = start; at < start + length; at += mostListed) {
      const answer = await rows.ids(at, Math.min(mostListed, start + length - at))
      if (mine !== asking) return
      if (!answer.ok) {
        if (answer.error.code !== 'cancelled') useNotices().add('The rows were not selected', answer.error)
        return
      }
      for (const id of answer.value) found.add(id)
    }
    ids.value = found
  }

  function clear(): void {
    asking++
    anchor = -1
    if (ids.value.size > 0) ids.value = new Set()
  }

  const refs = () => [...ids.value].flatMap((id) => parseObjectId(parseRowId(id).object) ?? [])

  /** What is marked, by its cluster. */
  function byCluster(): ReadonlyMap<ClusterId, readonly ObjectId[]> {
    const found = new Map<ClusterId, ObjectId[]>()
    for (const id of ids.value) {
      const { cluster, object } = parseRowId(id)
      const of = cluster ?? rows.query?.cluster
      if (of === undefined) continue
      const objects = found.get(of)
      if (objects === undefined) found.set(of, [object])
      else objects.push(object)
    }
    return found
  }

  async function put(text: string, what: string): Promise<void> {
    try {
      await useFinder().copy(text)
      said.value = `${what} copied`
      setTimeout(() => {
        said.value = ''
      }, 1500)
    } catch (cause) {
      useNotices().add('The clipboard refused', { code: 'io', message: cause instanceof Error ? cause.message : String(cause) })
    }
  }

  const copyNames = (): Promise<void> =>
    put(
      refs()
        .map(({ name }) => name)
        .join('\n'),
      plural(ids.value.size, 'name'),
    )

  async function copyYaml(): Promise<void> {
    const { query } = rows
    if (query === null || busy.value) return
    busy.value = true
    const groups = [...byCluster()]
    const answers = await Promise.all(groups.map(([cluster, objects]) => engine().api.objectsYaml(cluster, objects)))
    busy.value = false
    const failed = answers.find((answer) => !answer.ok)
    if (failed !== undefined && !failed.ok) {
      useNotices().add('The YAML was not copied', failed.error)
      return
    }
    const named = (cluster: ClusterId): string => visibleText(useClusters().get(cluster)?.name ?? cluster, 300)
    const texts = answers.flatMap((answer, at) => {
      const cluster = groups[at]?.[0] ?? ''
      // in one text of several clusters each says whose it is
      return answer.ok ? [groups.length > 1 ? `# context ${named(cluster)}\n${answer.value}` : answer.value] : []
    })
    await put(texts.join('\n---\n'), 'YAML')
  }

  async function copyKubectl(): Promise<void> {
    const { query } = rows
    if (query === null) return
    const commands = [...byCluster()].flatMap(([id, objects]) => {
      const cluster = useClusters().get(id)
      const kind = useKinds().byCluster.get(id)?.byId.get(query.kind) ?? null
      return cluster === null
        ? []
        : kubectlGetAll(
            cluster,
            kind,
            objects.flatMap((object) => parseObjectId(object) ?? []),
          )
    })
    await put(commands.join('\n'), commands.length === 1 ? 'Command' : plural(commands.length, 'command'))
  }

  /** Writes the table as it is shown, with these columns; what is marked, or all of it. */
  async function exportCsv(columns: readonly string[]): Promise<void> {
    const { query } = rows
    if (query === null || busy.value) return
    const chosen = ids.value.size === 0 || ids.value.size === rows.matching ? null : [...ids.value]
    if (chosen !== null && chosen.length > mostListed) {
      const message = `At most ${count(mostListed)} selected rows are exported at a time.`
      useNotices().add('The list was not exported', { code: 'bad-input', message, todo: 'Select all, or filter the list and select none.' })
      return
    }
    const cluster = query.beside === undefined ? useClusters().get(query.cluster) : null
    const kind = useKinds().byCluster.get(query.cluster)?.byId.get(query.kind)
    const name = `${cluster === null ? `${(query.beside?.length ?? 0) + 1}-clusters` : clusterName(cluster)}-${kind?.resource ?? 'rows'}`
      .replace(/[^\w.-]+/g, '-')
      .slice(0, 120)
    busy.value = true
    try {
      const path = await desktop().pickExportTarget(name, 'csv')
      if (path === null) return
      const answer = await rows.exportTo(path, columns, chosen)
      if (answer.ok) useNotices().add(`CSV written: ${answer.value.path}, ${bytes(answer.value.bytes)}`, null)
      else if (answer.error.code !== 'cancelled') useNotices().add('The list was not exported', answer.error)
    } finally {
      busy.value = false
    }
  }

  watch(
    () => {
      const q = rows.query
      return q === null ? '' : JSON.stringify([q.cluster, q.beside, q.kind, q.namespaces, q.filter, q.problemsOnly])
    },
    () => {
      clear()
    },
  )

  return { ids, said, busy, yamlFits, toggle, range, all, clear, copyNames, copyYaml, copyKubectl, exportCsv }
})
