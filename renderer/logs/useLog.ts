import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import type {
  EngineError,
  LogFilter,
  LogHistogram,
  LogLineDetail,
  LogQuery,
  LogsFrame,
  LogSource,
  LogStream,
} from '../../engine/contract/index.ts'
import { mostCopiedLines, mostLogColumns } from '../../engine/contract/index.ts'
import { useConnection } from '../stores/connection.ts'
import { desktop, engine } from '../stores/link.ts'
import { useNotices } from '../stores/notices.ts'
import { bytes, count } from '../words/names.ts'

/** Containers read at a time. */
const mostStreams = 200
/** Milliseconds that typing rests before lines are filtered. */
const typingRest = 150

/** What of a log is read; a change reads it anew. */
export type LogRange = Pick<LogQuery, 'tail' | 'since' | 'previous' | 'follow'>

/** One open log: asks the engine, keeps what its frames say, ends with the component. */
export function useLog(sources: () => readonly LogSource[], containers: () => readonly string[] | null, previous: boolean) {
  const range = reactive<LogRange>({ tail: 1_000, since: null, previous, follow: !previous })
  const filter = reactive<LogFilter>({ include: '', exclude: '', ignoreCase: true, severities: null, hidden: [] })
  const frame = shallowRef<LogsFrame | null>(null)
  const streams = shallowRef<readonly LogStream[]>([])
  const histogram = shallowRef<LogHistogram | null>(null)
  const error = shallowRef<EngineError | null>(null)
  const saving = ref(false)
  /** Lines without the expression are hidden; else it is only marked, and gone through. */
  const only = ref(true)
  /** Names of fields that stand before each line. */
  const columns = shallowRef<readonly string[]>([])
  const window: { slot: number | null; count: number } = { slot: null, count: 60 }
  let subscription: number | null = null
  let stopFrames: (() => void) | null = null
  let opening = 0
  let resting: ReturnType<typeof setTimeout> | null = null

  function drop(): void {
    stopFrames?.()
    stopFrames = null
    if (subscription !== null) void engine().api.closeSubscription(subscription)
    subscription = null
  }

  const sent = (): LogFilter => ({
    ...filter,
    hidden: [...filter.hidden],
    ...(only.value || filter.include === '' ? {} : { include: '', mark: filter.include }),
  })

  async function open(): Promise<void> {
    const mine = ++opening
    drop()
    window.slot = null
    const query: LogQuery = { sources: sources(), containers: containers(), ...range, mostStreams, keep: null }
    const answer = await engine().api.openLogs(query, { ...sent(), hidden: [] }, window.count)
    if (mine !== opening) {
      if (answer.ok) void engine().api.closeSubscription(answer.value)
      return
    }
    filter.hidden = []
    frame.value = null
    streams.value = []
    histogram.value = null
    if (!answer.ok) {
      if (answer.error.code !== 'engine-gone') error.value = answer.error
      return
    }
    error.value = null
    subscription = answer.value
    if (columns.value.length > 0) void engine().api.logColumns(subscription, columns.value)
    stopFrames = engine().onFrame(answer.value, (next) => {
      if (next.type !== 'logs' || mine !== opening) return
      frame.value = next.frame
      streams.value = next.frame.streams ?? streams.value
      histogram.value = next.frame.histogram ?? histogram.value
    })
  }

  /** Moves the window; null: to the end, with which it goes. */
  function move(slot: number | null, lines: number): void {
    if (window.slot === slot && window.count === lines) return
    window.slot = slot
    window.count = lines
    if (subscription !== null) void engine().api.moveLogs(subscription, slot, lines)
  }

  async function goTo(at: number): Promise<void> {
    if (subscription === null) return
    const slot = await engine().api.findLogTime(subscription, at)
    if (slot.ok) move(slot.value, window.count)
  }

  async function detail(key: number): Promise<LogLineDetail | EngineError> {
    if (subscription === null) return { code: 'not-found', message: 'The log is closed.' }
    const answer = await engine().api.logLine(subscription, key)
    return answer.ok ? answer.value : answer.error
  }

  /** Shows a field as a column, or no more. */
  function toggleColumn(name: string): void {
    columns.value = columns.value.includes(name)
      ? columns.value.filter((each) => each !== name)
      : [...columns.value, name].slice(-mostLogColumns)
    if (subscription !== null) void engine().api.logColumns(subscription, columns.value)
  }

  /** Slot of the next line with a match, from a slot on; null: there is none. */
  async function find(expression: string, slot: number, back: boolean): Promise<number | null | EngineError> {
    if (subscription === null || expression === '') return null
    const answer = await engine().api.findLogLine(subscription, expression, filter.ignoreCase, slot, back)
    return answer.ok ? answer.value : answer.error
  }

  /** Lines as text, for the clipboard. */
  async function text(slot: number, lines: number, timestamps: boolean): Promise<string | EngineError> {
    if (subscription === null) return ''
    const answer = await engine().api.logText(subscription, slot, Math.min(lines, mostCopiedLines), {
      timestamps,
      prefix: streams.value.length > 1,
    })
    return answer.ok ? answer.value : answer.error
  }

  function retry(): void {
    if (subscription === null) void open()
    else void engine().api.retryLogs(subscription)
  }

  /** Asks where to, and writes what is shown (or all that is held). */
  async function save(name: string, matching: boolean): Promise<void> {
    if (subscription === null || saving.value) return
    const from = subscription
    saving.value = true
    try {
      const path = await desktop().pickLogTarget(name.replace(/[^\w.-]+/g, '-').slice(0, 120))
      if (path === null) return
      const prefix = streams.value.length > 1
      const answer = await engine().api.saveLogs(from, path, { matching, timestamps: true, prefix })
      const notices = useNotices()
      if (answer.ok) notices.add(`Log saved: ${answer.value.path}, ${count(answer.value.lines)} lines, ${bytes(answer.value.bytes)}`, null)
      else if (answer.error.code !== 'cancelled') notices.add('The log was not saved', answer.error)
    } finally {
      saving.value = false
    }
  }

  function setFilter(part: Partial<LogFilter>): void {
    Object.assign(filter, part)
  }

  /** Hides what does not match, or only marks what does. */
  function toggleOnly(): void {
    only.value = !only.value
  }

  function setRange(part: Partial<LogRange>): void {
    Object.assign(range, part)
  }

  /** The run before the present one, or back. */
  function togglePrevious(): void {
    setRange({ previous: !range.previous, follow: range.previous })
  }

  function cancelSave(): void {
    if (subscription !== null) void engine().api.cancelSaveLogs(subscription)
  }

  function sendFilter(): void {
    resting = null
    // the engine shows the end of what is left
    window.slot = null
    if (subscription !== null) void engine().api.filterLogs(subscription, sent())
  }
  watch([filter, only], () => {
    if (resting !== null) clearTimeout(resting)
    resting = setTimeout(sendFilter, typingRest)
  })
  watch([range, () => JSON.stringify([sources(), containers()])], () => void open())
  // a new engine knows nothing of the old one's subscriptions
  watch(
    () => useConnection().generation,
    () => {
      stopFrames?.()
      stopFrames = null
      subscription = null
      void open()
    },
  )
  onScopeDispose(() => {
    opening++
    if (resting !== null) clearTimeout(resting)
    drop()
  })
  void open()

  const problems = computed(() => streams.value.filter((stream) => stream.error !== null && stream.state !== 'lost'))
  return reactive({
    range,
    filter,
    frame,
    streams,
    histogram,
    error,
    problems,
    saving,
    only,
    toggleOnly,
    columns,
    toggleColumn,
    find,
    text,
    move,
    goTo,
    detail,
    retry,
    save,
    cancelSave,
    setFilter,
    setRange,
    togglePrevious,
  })
}

/** What {@link useLog} gives. */
export type OpenLog = ReturnType<typeof useLog>
