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
export function useLog(sources: () => readonly LogSource[], previous: boolean) {
  const range = reactive<LogRange>({ tail: 1_000, since: null, previous, follow: !previous })
  const filter = reactive<LogFilter>({ include: '', exclude: '', ignoreCase: true, severities: null, hidden: [] })
  const frame = shallowRef<LogsFrame | null>(null)
  const streams = shallowRef<readonly LogStream[]>([])
  const histogram = shallowRef<LogHistogram | null>(null)
  const error = shallowRef<EngineError | null>(null)
  const saving = ref(false)
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

  async function open(): Promise<void> {
    const mine = ++opening
    drop()
    window.slot = null
    const query: LogQuery = { sources: sources(), containers: null, ...range, mostStreams, keep: null }
    const answer = await engine().api.openLogs(query, { ...filter, hidden: [] }, window.count)
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
    if (subscription !== null) void engine().api.filterLogs(subscription, { ...filter, hidden: [...filter.hidden] })
  }
  watch(filter, () => {
    if (resting !== null) clearTimeout(resting)
    resting = setTimeout(sendFilter, typingRest)
  })
  watch([range, () => JSON.stringify(sources())], () => void open())
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
