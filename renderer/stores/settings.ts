import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { Appearance, AppSettings, DesktopInfo } from '../../preload/contract.ts'
import { zoomed } from '../../preload/contract.ts'
import type { Category, KeptConsent, KeptOnDisk, KindId, Result } from '../../engine/contract/index.ts'
import { usualEngineSettings } from '../../engine/contract/index.ts'
import { timeStyle } from '../words/timeStyle.ts'
import { desktop, engine } from './link.ts'

/** What a window remembers by itself; the look is the app's (see {@link Appearance}). */
interface Remembered {
  folded: Category[]
  foldedGroups: string[]
  drawerWidth: number
  /** Column widths a person set, by kind and column. */
  widths: Record<KindId, Record<string, number>>
  wide: KindId[]
  /** Columns a person showed or hid, by kind and column. */
  shown: Record<KindId, Record<string, boolean>>
  /** Columns a person added, by kind: `label:app`. */
  added: Record<KindId, string[]>
}

const storageKey = 'kubilitics.window'
const drawerMin = 320
const drawerMax = 960

function read(): Remembered {
  const fresh: Remembered = {
    folded: ['access', 'cluster', 'custom'],
    foldedGroups: [],
    drawerWidth: 376,
    widths: {},
    wide: [],
    shown: {},
    added: {},
  }
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return fresh
    // Written by this file; a hand-made change of another shape falls back field by field.
    const some = kept as Partial<Remembered>
    return {
      folded: Array.isArray(some.folded) ? some.folded : fresh.folded,
      foldedGroups: Array.isArray(some.foldedGroups) ? some.foldedGroups : fresh.foldedGroups,
      drawerWidth: typeof some.drawerWidth === 'number' ? some.drawerWidth : fresh.drawerWidth,
      widths: typeof some.widths === 'object' ? some.widths : fresh.widths,
      wide: Array.isArray(some.wide) ? some.wide : fresh.wide,
      shown: typeof some.shown === 'object' ? some.shown : fresh.shown,
      added: typeof some.added === 'object' ? some.added : fresh.added,
    }
  } catch (cause) {
    console.warn('window settings could not be read, starting fresh', cause)
    return fresh
  }
}

/** Theme, density and the small things a window remembers. */
export const useSettings = defineStore('settings', () => {
  const kept = read()
  const appearance = ref<Appearance>({
    theme: 'system',
    density: 'comfortable',
    motion: 'system',
    clock: '24h',
    zone: 'local',
    zoom: 1,
    dark: true,
  })
  const app = ref<AppSettings>(usualEngineSettings)
  /** The settings file, and what of it could not be used at the start. */
  const file = ref<{ path: string; problems: readonly string[] }>({ path: '', problems: [] })
  const folded = ref(kept.folded)
  const foldedGroups = ref(kept.foldedGroups)
  const drawerWidth = ref(kept.drawerWidth)
  const widths = ref(kept.widths)
  const wide = ref(kept.wide)
  const shown = ref(kept.shown)
  const added = ref(kept.added)

  function write(): void {
    const now: Remembered = {
      folded: folded.value,
      foldedGroups: foldedGroups.value,
      drawerWidth: drawerWidth.value,
      widths: widths.value,
      wide: wide.value,
      shown: shown.value,
      added: added.value,
    }
    localStorage.setItem(storageKey, JSON.stringify(now))
  }

  function show(next: Appearance): void {
    appearance.value = next
    document.documentElement.dataset['theme'] = next.dark ? 'dark' : 'light'
    document.documentElement.dataset['density'] = next.density
    document.documentElement.dataset['motion'] = next.motion
    timeStyle.value = { clock: next.clock, zone: next.zone }
  }

  async function start(): Promise<() => void> {
    show(await desktop().appearance())
    const read = await desktop().settings()
    app.value = read.values
    file.value = { path: read.file, problems: read.problems }
    const stops = [
      desktop().onAppearance(show),
      desktop().onSettings((values) => {
        app.value = values
      }),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  async function setLook(change: Partial<Omit<Appearance, 'dark'>>): Promise<void> {
    show(await desktop().setAppearance(change))
  }
  /** One step larger or smaller; 0 goes back to 100 %. */
  const stepZoom = (steps: number): Promise<void> => setLook({ zoom: steps === 0 ? 1 : zoomed(appearance.value.zoom, steps) })
  /** Changes a group of settings of the app; each holds at once, in all windows. */
  async function set(change: Partial<AppSettings>): Promise<void> {
    app.value = await desktop().setSettings(change)
  }

  const consents = (): Promise<Result<readonly KeptConsent[]>> => engine().api.consents()
  const forgetConsent = (id: string): Promise<Result<null>> => engine().api.forgetConsent(id)
  /** Opens a page in the browser, after a person agreed; `plain`: also one of http, with a warning. */
  const openLink = (url: string, plain: boolean = false): Promise<boolean> => desktop().openLink(url, plain)
  const keptOnDisk = (): Promise<Result<KeptOnDisk>> => engine().api.keptOnDisk()
  const clearCache = (): Promise<Result<null>> => engine().api.clearCache()

  const info = (): Promise<DesktopInfo> => desktop().info()

  const toggle = <T>(list: readonly T[], one: T): T[] => (list.includes(one) ? list.filter((other) => other !== one) : [...list, one])

  function toggleCategory(id: Category): void {
    folded.value = toggle(folded.value, id)
    write()
  }

  function toggleGroup(id: string): void {
    foldedGroups.value = toggle(foldedGroups.value, id)
    write()
  }

  function toggleWide(kind: KindId): void {
    wide.value = toggle(wide.value, kind)
    write()
  }

  function setShown(kind: KindId, column: string, on: boolean): void {
    shown.value = { ...shown.value, [kind]: { ...shown.value[kind], [column]: on } }
    write()
  }

  /** The columns a person added to a kind; each is engine's to understand. */
  function setAdded(kind: KindId, columns: readonly string[]): void {
    added.value = { ...added.value, [kind]: [...columns] }
    write()
  }

  /** The columns of a kind as a saved view has them. */
  function setColumns(kind: KindId, columns: { wide: boolean; shown: Readonly<Record<string, boolean>>; added: readonly string[] }): void {
    shown.value = { ...shown.value, [kind]: { ...columns.shown } }
    added.value = { ...added.value, [kind]: [...columns.added] }
    wide.value = columns.wide ? [...new Set([...wide.value, kind])] : wide.value.filter((one) => one !== kind)
    write()
  }

  /** The columns of a kind as they were before anybody chose. */
  function resetColumns(kind: KindId): void {
    const without = <T>(of: Record<KindId, T>): Record<KindId, T> => Object.fromEntries(Object.entries(of).filter(([one]) => one !== kind))
    shown.value = without(shown.value)
    added.value = without(added.value)
    wide.value = wide.value.filter((one) => one !== kind)
    write()
  }

  /** Steps of 8 px, between 320 and 960. */
  function setDrawerWidth(px: number): void {
    drawerWidth.value = Math.min(drawerMax, Math.max(drawerMin, Math.round(px / 8) * 8))
    write()
  }

  /** Null: back to the kind's own width. */
  function setColumnWidth(kind: KindId, column: string, px: number | null): void {
    const own = { ...widths.value[kind] }
    if (px === null) delete own[column]
    else own[column] = Math.max(40, Math.round(px))
    widths.value = { ...widths.value, [kind]: own }
    write()
  }

  return {
    appearance,
    folded,
    foldedGroups,
    drawerWidth,
    widths,
    wide,
    shown,
    added,
    start,
    info,
    app,
    file,
    setLook,
    stepZoom,
    set,
    consents,
    forgetConsent,
    keptOnDisk,
    clearCache,
    openLink,
    toggleCategory,
    toggleGroup,
    toggleWide,
    setShown,
    setAdded,
    setColumns,
    resetColumns,
    setDrawerWidth,
    setColumnWidth,
  }
})
