import { z } from 'zod'
import { err, exportFormats, mostCopiedLines, mostListed, mostLogColumns, mostYamlObjects, ok, pngScales } from '../contract/index.ts'
import type { EngineApi, ExportFormat, Result } from '../contract/index.ts'
import { graphQuery, question } from './graphArguments.ts'
import { expression, logFilter, logQuery, logSlot } from './logArguments.ts'
import { clusterId, kindId, name, namespaces, objectId, path, rowCount, rowIdText, slot, subscription } from './namedArguments.ts'
import { rowsQuery } from './rowsArguments.ts'

/** Largest kubeconfig that may be pasted, in characters. */
const largestPaste = 10_000_000
/** Largest text of own rules, in characters: what is too large is said by who reads it. */
const largestRules = 2_000_000

/** Most edges that are asked about, and most parts of a tile that are given, at a time. */
const mostAsked = 1000
/** No place in a picture is further out, in layout units. */
const farthest = 10_000_000

/** Largest text that may be pasted into a terminal at a time, in characters. */
const mostTyped = 1_000_000
/** Columns and rows of a terminal. */
const columns = z.int().min(1).max(2000)
const terminalTarget = z.strictObject({
  type: z.enum(['exec', 'attach']),
  cluster: clusterId,
  pod: objectId,
  container: name,
  command: z.array(z.string().max(10_000)).min(1).max(200).readonly().nullable(),
})

/** Rights that are asked about at a time. */
const mostRights = 200
const rightAsk = z.strictObject({
  verb: z.string().min(1).max(100),
  group: z.string().max(300),
  resource: z.string().min(1).max(300),
  namespace: z.string().max(300),
  name: name.exactOptional(),
})

const eventsQuery = z.strictObject({
  namespaces: namespaces.nullable(),
  type: z.enum(['Normal', 'Warning']).nullable(),
  kinds: z.array(kindId).max(2000).readonly().nullable(),
  reasons: z.array(z.string().max(300)).max(1000).readonly().nullable(),
  text: z.string().max(1000),
})

/** Number of a rollout's revision; null: what the object has now. */
const revision = z.int().min(0).nullable()

/** Epoch milliseconds, up to the year 2100. */
const moment = z.number().min(0).max(4_102_444_800_000)

const short = z.string().max(300)
const longText = z.string().max(1000)
const clusterSettings = z.strictObject({
  alias: z.string().max(200).nullable().exactOptional(),
  hue: z.int().min(1).max(8).exactOptional(),
  favourite: z.boolean().exactOptional(),
  protected: z.boolean().exactOptional(),
  group: z.string().max(200).nullable().exactOptional(),
  namespaces: z.array(name).max(500).readonly().exactOptional(),
  // the registry looks closer at their forms
  prometheus: z
    .strictObject({ namespace: short, service: short, port: short, scheme: z.enum(['http', 'https']), path: short })
    .nullable()
    .exactOptional(),
  grafana: z.strictObject({ url: longText, pod: longText, workload: longText, node: longText }).nullable().exactOptional(),
})

/** What each method takes. A method without an entry, or with other types than the contract's, is a type error. */
const argumentsOf: { readonly [M in keyof EngineApi]: z.ZodType<Parameters<EngineApi[M]>> } = {
  hello: z.tuple([]),
  addSource: z.tuple([path]),
  pasteSource: z.tuple([z.string().min(1).max(largestPaste)]),
  removeSource: z.tuple([path]),
  configureCluster: z.tuple([clusterId, clusterSettings]),
  openCluster: z.tuple([clusterId]),
  closeCluster: z.tuple([clusterId]),
  retry: z.tuple([clusterId, kindId.nullable()]),
  answerConsent: z.tuple([clusterId, z.boolean()]),
  acceptIdentity: z.tuple([clusterId]),
  openRows: z.tuple([rowsQuery, slot, rowCount]),
  changeRows: z.tuple([subscription, rowsQuery]),
  moveRows: z.tuple([subscription, slot, rowCount]),
  openGraph: z.tuple([graphQuery]),
  changeGraph: z.tuple([subscription, graphQuery]),
  tidyGraph: z.tuple([subscription]),
  pinGraph: z.tuple([
    subscription,
    z.string().min(1).max(2000),
    z.strictObject({ x: z.number().min(0).max(farthest), y: z.number().min(0).max(farthest) }).nullable(),
  ]),
  graphMembers: z.tuple([subscription, objectId, slot, z.int().min(1).max(mostAsked)]),
  graphEdges: z.tuple([subscription, z.array(z.string().max(4000)).max(mostAsked).readonly()]),
  graphEdgesOf: z.tuple([subscription, objectId]),
  graphTile: z.tuple([subscription, objectId]),
  applications: z.tuple([clusterId]),
  exportGraph: z.tuple([
    subscription,
    path,
    z.strictObject({
      format: z.enum(Object.keys(exportFormats) as ExportFormat[]),
      theme: z.enum(['dark', 'light']),
      scale: z.number().min(pngScales.least).max(pngScales.most),
    }),
  ]),
  cancelExport: z.tuple([subscription]),
  askGraph: z.tuple([clusterId, question]),
  cancelQuestions: z.tuple([clusterId]),
  closeSubscription: z.tuple([subscription]),
  setVisible: z.tuple([z.boolean()]),
  getObject: z.tuple([clusterId, objectId]),
  getYaml: z.tuple([clusterId, objectId]),
  findRow: z.tuple([subscription, rowIdText]),
  search: z.tuple([clusterId, z.string().max(500), z.int().min(1).max(1000)]),
  findOfKind: z.tuple([clusterId, kindId, z.string().max(500), z.int().min(1).max(100)]),
  getLiveYaml: z.tuple([clusterId, objectId]),
  fieldDocs: z.tuple([clusterId, kindId, z.string().max(2000)]),
  revealKey: z.tuple([clusterId, objectId, z.string().min(1).max(253)]),
  watchUsage: z.tuple([clusterId]),
  unwatchUsage: z.tuple([clusterId]),
  usage: z.tuple([clusterId, objectId]),
  findPrometheus: z.tuple([clusterId]),
  queryRange: z.tuple([clusterId, objectId, z.enum(['cpu', 'memory', 'network', 'filesystem', 'restarts']), moment, moment]),
  problems: z.tuple([clusterId, namespaces.nullable()]),
  watchProblems: z.tuple([clusterId]),
  unwatchProblems: z.tuple([clusterId]),
  events: z.tuple([clusterId, eventsQuery, slot, z.int().min(0).max(500)]),
  watchEvents: z.tuple([clusterId]),
  unwatchEvents: z.tuple([clusterId]),
  consents: z.tuple([]),
  forgetConsent: z.tuple([z.string().regex(/^[0-9a-f]{64}$/, 'expected the hash of a consent')]),
  keptOnDisk: z.tuple([]),
  clearCache: z.tuple([]),
  overview: z.tuple([clusterId]),
  watchOverview: z.tuple([clusterId]),
  unwatchOverview: z.tuple([clusterId]),
  askRights: z.tuple([clusterId, z.array(rightAsk).max(mostRights).readonly()]),
  reviewRights: z.tuple([clusterId, name]),
  saveSnapshot: z.tuple([clusterId, path]),
  openSnapshot: z.tuple([path]),
  snapshotInfo: z.tuple([path]),
  readRules: z.tuple([clusterId]),
  checkRules: z.tuple([z.string().max(largestRules)]),
  saveRules: z.tuple([clusterId, z.string().max(largestRules)]),
  setCachePolicy: z.tuple([z.boolean()]),
  rowIds: z.tuple([subscription, slot, z.int().min(0).max(mostListed)]),
  objectsYaml: z.tuple([clusterId, z.array(objectId).max(mostYamlObjects).readonly()]),
  missingObjects: z.tuple([clusterId, z.array(objectId).max(500).readonly()]),
  exportRows: z.tuple([
    subscription,
    path,
    z.array(name).min(1).max(200).readonly(),
    z.array(rowIdText).max(mostListed).readonly().nullable(),
  ]),
  offerTerms: z.tuple([subscription, z.string().max(500)]),
  holdRows: z.tuple([subscription, z.boolean()]),
  terminalContainers: z.tuple([clusterId, objectId]),
  openTerminal: z.tuple([terminalTarget, columns, columns, z.boolean()]),
  writeTerminal: z.tuple([subscription, z.string().max(mostTyped)]),
  resizeTerminal: z.tuple([subscription, columns, columns]),
  reconnectTerminal: z.tuple([subscription]),
  detachTerminal: z.tuple([subscription]),
  holdTerminal: z.tuple([subscription, z.boolean()]),
  openLocalShell: z.tuple([clusterId, z.boolean()]),
  openLogs: z.tuple([logQuery, logFilter, rowCount]),
  filterLogs: z.tuple([subscription, logFilter]),
  moveLogs: z.tuple([subscription, logSlot.nullable(), rowCount]),
  findLogTime: z.tuple([subscription, z.number().min(0).max(1e15)]),
  logLine: z.tuple([subscription, z.int().min(1).max(4_294_967_295)]),
  logColumns: z.tuple([subscription, z.array(z.string().min(1).max(300)).max(mostLogColumns).readonly()]),
  findLogLine: z.tuple([subscription, expression, z.boolean(), logSlot, z.boolean()]),
  logText: z.tuple([
    subscription,
    logSlot,
    z.int().min(1).max(mostCopiedLines),
    z.strictObject({ timestamps: z.boolean(), prefix: z.boolean() }),
  ]),
  retryLogs: z.tuple([subscription]),
  saveLogs: z.tuple([subscription, path, z.strictObject({ matching: z.boolean(), timestamps: z.boolean(), prefix: z.boolean() })]),
  cancelSaveLogs: z.tuple([subscription]),
  rolloutHistory: z.tuple([clusterId, objectId]),
  compareRevisions: z.tuple([clusterId, objectId, revision, revision]),
  compareApplied: z.tuple([clusterId, objectId]),
  compareObjects: z.tuple([clusterId, objectId, clusterId, objectId]),
}

/** Checks the arguments of a call. The answer holds fresh copies of them; the failure says which one is wrong, and never repeats its value. */
export function checkArguments<M extends keyof EngineApi>(method: M, args: readonly unknown[]): Result<Parameters<EngineApi[M]>> {
  // the table's type pairs every method with its own parameters; TypeScript cannot follow that through a generic key
  const schema = argumentsOf[method] as unknown as z.ZodType<Parameters<EngineApi[M]>>
  const checked = schema.safeParse(args)
  if (checked.success) return ok(checked.data)
  const issue = checked.error.issues[0]
  const [place, ...inside] = issue?.path ?? []
  const where =
    place === undefined ? method : `${method}, argument ${Number(place) + 1}${inside.length > 0 ? ` (${inside.join('.')})` : ''}`
  return err({ code: 'bad-input', message: `The question cannot be understood: ${issue?.message ?? 'invalid'}.`, where })
}
