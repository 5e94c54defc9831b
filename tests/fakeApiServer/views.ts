import type { Collection, PlainObject, Stored } from './etcd.ts'

/** How the objects of an answer are written: whole, metadata only, or as a table. */
export type View = 'whole' | 'metadata' | 'table'

/** Reads the Accept header as the API server does; the first form it knows wins. */
export function viewOf(accept: string | undefined): View {
  for (const part of (accept ?? '').split(',')) {
    if (part.includes('as=Table')) return 'table'
    if (part.includes('as=PartialObjectMetadata')) return 'metadata'
    if (part.trim().startsWith('application/json') || part.includes('*/*')) return 'whole'
  }
  return 'whole'
}

function metadataOf(collection: Collection, stored: Stored): PlainObject['metadata'] {
  return (JSON.parse(collection.whole(stored)) as PlainObject).metadata
}

/** One object as `PartialObjectMetadata`. */
export function metadataOnly(collection: Collection, stored: Stored): string {
  return JSON.stringify({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: metadataOf(collection, stored) })
}

const builtinColumns = [
  { name: 'Name', type: 'string', format: 'name', description: 'Name must be unique within a namespace.', priority: 0 },
  {
    name: 'Created At',
    type: 'date',
    format: '',
    description: 'CreationTimestamp is a timestamp representing the server time when this object was created.',
    priority: 0,
  },
]
const customColumns = [
  { name: 'Name', type: 'string', format: 'name', description: 'Name must be unique within a namespace.', priority: 0 },
  {
    name: 'Age',
    type: 'date',
    format: '',
    description: 'CreationTimestamp is a timestamp representing the server time when this object was created.',
    priority: 0,
  },
]

/** The default table of kinds without printer columns: the name, and when it was made. */
export function table(collection: Collection, stored: readonly Stored[], metadata: Record<string, unknown>, now: number): string {
  const rows = stored.map((each) => {
    const meta = metadataOf(collection, each)
    const made = meta.creationTimestamp ?? ''
    const age = collection.resource.custom === true ? duration(now - Date.parse(made)) : made
    const own = (collection.resource.tableColumns ?? []).map(({ cell }) => cell(JSON.parse(collection.whole(each)) as Record<string, any>))
    return { cells: [each.name, ...own, age], object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: meta } }
  })
  const [first, last] = collection.resource.custom === true ? customColumns : builtinColumns
  const own = (collection.resource.tableColumns ?? []).map(({ name, type }) => ({ name, type, format: '', description: '', priority: 0 }))
  const columnDefinitions = [first, ...own, last]
  return JSON.stringify({ kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions, rows })
}

/** As `duration.HumanDuration` for whole days and shorter; enough for a test estate. */
function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (seconds < 120) return `${seconds}s`
  if (seconds < 10 * 60) return `${Math.floor(seconds / 60)}m${seconds % 60 === 0 ? '' : `${seconds % 60}s`}`
  if (seconds < 3 * 3600) return `${Math.floor(seconds / 60)}m`
  if (seconds < 8 * 3600)
    return `${Math.floor(seconds / 3600)}h${Math.floor((seconds % 3600) / 60) === 0 ? '' : `${Math.floor((seconds % 3600) / 60)}m`}`
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}
