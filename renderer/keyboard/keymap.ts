import { shallowRef } from 'vue'

/** Where keys work. */
export type KeyPlace = 'anywhere' | 'lists' | 'topology' | 'dock' | 'logs' | 'yaml'

/** Something that keys do. `keys` are those it has as long as nobody chose others; written as {@link chord} says them. */
export interface KeyAction {
  id: string
  where: KeyPlace
  keys: readonly string[]
  does: string
}

/** What the places are called in the list of keys. */
export const keyPlaces: Readonly<Record<KeyPlace, string>> = {
  anywhere: 'Anywhere',
  lists: 'Lists',
  topology: 'Topology',
  dock: 'Dock',
  logs: 'Logs',
  yaml: 'YAML',
}

/** Every key of the app. The dialog (`?`) is made of this, and whatever hears keys asks it. */
export const keyActions = [
  { id: 'palette', where: 'anywhere', keys: ['Ctrl K', ':'], does: 'Palette: kinds, objects, clusters; `:pods prod @staging`' },
  { id: 'filter', where: 'anywhere', keys: ['/'], does: 'Filter' },
  { id: 'next-region', where: 'anywhere', keys: ['F6'], does: 'Next region' },
  { id: 'previous-region', where: 'anywhere', keys: ['Shift F6'], does: 'Previous region' },
  { id: 'back', where: 'anywhere', keys: ['Alt ←'], does: 'Back, in the active pane' },
  { id: 'forward', where: 'anywhere', keys: ['Alt →'], does: 'Forward, in the active pane' },
  { id: 'new-tab', where: 'anywhere', keys: ['Ctrl T'], does: 'New tab' },
  { id: 'close-tab', where: 'anywhere', keys: ['Ctrl W'], does: 'Close the tab' },
  { id: 'next-tab', where: 'anywhere', keys: ['Ctrl Tab', 'Ctrl PgDn'], does: 'Next tab' },
  { id: 'previous-tab', where: 'anywhere', keys: ['Ctrl Shift Tab', 'Ctrl PgUp'], does: 'Previous tab' },
  { id: 'tab-left', where: 'anywhere', keys: ['Ctrl Shift PgUp'], does: 'Move the tab to the left' },
  { id: 'tab-right', where: 'anywhere', keys: ['Ctrl Shift PgDn'], does: 'Move the tab to the right' },
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({ id: `tab-${n}`, where: 'anywhere' as const, keys: [`Ctrl ${n}`], does: `Tab ${n}` })),
  { id: 'tab-9', where: 'anywhere', keys: ['Ctrl 9'], does: 'Last tab' },
  { id: 'split', where: 'anywhere', keys: ['Ctrl \\'], does: 'Split: another open cluster beside this one, linked' },
  { id: 'close-pane', where: 'anywhere', keys: ['Alt W'], does: 'Close the pane' },
  { id: 'next-pane', where: 'anywhere', keys: ['Alt PgDn'], does: 'Next pane' },
  { id: 'previous-pane', where: 'anywhere', keys: ['Alt PgUp'], does: 'Previous pane' },
  { id: 'link', where: 'anywhere', keys: ['Ctrl L'], does: 'Link or part the panes' },
  { id: 'sidebar', where: 'anywhere', keys: ['Ctrl B'], does: 'Show or hide the sidebar' },
  { id: 'dock', where: 'anywhere', keys: ['Ctrl J'], does: 'Show or hide the dock' },
  { id: 'settings', where: 'anywhere', keys: ['Ctrl ,'], does: 'Settings' },
  { id: 'copy-link', where: 'anywhere', keys: ['Ctrl Shift L'], does: 'Copy a link to what is shown' },
  { id: 'out', where: 'anywhere', keys: ['Esc'], does: 'Out by one step: filter, drawer' },
  { id: 'keys', where: 'anywhere', keys: ['?'], does: 'This list' },
  { id: 'next', where: 'lists', keys: ['j', '↓'], does: 'Next row' },
  { id: 'previous', where: 'lists', keys: ['k', '↑'], does: 'Previous row' },
  { id: 'first', where: 'lists', keys: ['g', 'Home'], does: 'First row' },
  { id: 'last', where: 'lists', keys: ['G', 'End'], does: 'Last row' },
  { id: 'next-page', where: 'lists', keys: ['PgDn'], does: 'Next page' },
  { id: 'previous-page', where: 'lists', keys: ['PgUp'], does: 'Previous page' },
  { id: 'mark', where: 'lists', keys: ['Space'], does: 'Select the row with others; Shift and arrows: several, Ctrl A: all' },
  { id: 'merge', where: 'lists', keys: ['m'], does: 'Clusters of the list: merge with others' },
  { id: 'open', where: 'lists', keys: ['Enter'], does: 'Open the drawer; again: go into it' },
  { id: 'yaml', where: 'lists', keys: ['y'], does: 'YAML of the selected object' },
  { id: 'topology', where: 'lists', keys: ['t'], does: 'Topology of the selected object' },
  { id: 'log', where: 'lists', keys: ['l'], does: 'Log of the selected object, in the dock' },
  { id: 'shell', where: 'lists', keys: ['s'], does: 'Shell in the selected Pod, in the dock' },
  { id: 'attach', where: 'lists', keys: ['a'], does: 'Attach to the selected Pod, in the dock' },
  { id: 'overview', where: 'lists', keys: ['d'], does: 'Overview of the selected object' },
  { id: 'zoom-in', where: 'topology', keys: ['+'], does: 'Zoom in' },
  { id: 'zoom-out', where: 'topology', keys: ['-'], does: 'Zoom out' },
  { id: 'fit', where: 'topology', keys: ['0'], does: 'Fit everything' },
  { id: 'walk', where: 'topology', keys: ['←', '→', '↑', '↓'], does: 'Walk along relations; with Shift: move the picture' },
  { id: 'find', where: 'topology', keys: ['/'], does: 'Find, and fly there' },
  { id: 'next-line', where: 'topology', keys: ['e'], does: 'Why: next relation of the selected object' },
  { id: 'previous-line', where: 'topology', keys: ['E'], does: 'Why: previous relation of the selected object' },
  { id: 'unfold', where: 'topology', keys: ['o'], does: 'Show the Pods of a workload apart, or fold them' },
  { id: 'move', where: 'topology', keys: ['m'], does: 'Move a card or namespace; it is pinned there' },
  { id: 'unpin', where: 'topology', keys: ['u'], does: 'Unpin it' },
  { id: 'incident', where: 'topology', keys: ['i'], does: 'Incident mode: only what is wrong, and what leads to it' },
  { id: 'twin', where: 'topology', keys: ['L'], does: 'Canvas or list' },
  { id: 'open-node', where: 'topology', keys: ['Enter'], does: 'Open the selected object' },
  { id: 'log-next', where: 'logs', keys: ['j', '↓'], does: 'Next line; with Shift: several' },
  { id: 'log-previous', where: 'logs', keys: ['k', '↑'], does: 'Previous line; with Shift: several' },
  { id: 'log-first', where: 'logs', keys: ['g', 'Home'], does: 'First line that is held' },
  { id: 'log-last', where: 'logs', keys: ['G', 'End', 'f'], does: 'To the end, and follow' },
  { id: 'log-next-page', where: 'logs', keys: ['PgDn'], does: 'Next page of lines' },
  { id: 'log-previous-page', where: 'logs', keys: ['PgUp'], does: 'Previous page of lines' },
  { id: 'log-open', where: 'logs', keys: ['Enter'], does: 'Open the line to its fields' },
  { id: 'log-find', where: 'logs', keys: ['/'], does: 'Write what to find' },
  { id: 'log-match', where: 'logs', keys: ['n', 'F3'], does: 'Next match' },
  { id: 'log-match-back', where: 'logs', keys: ['N', 'Shift F3'], does: 'Previous match' },
  { id: 'log-only', where: 'logs', keys: ['m'], does: 'Only lines that match, or all with matches marked' },
  { id: 'log-wrap', where: 'logs', keys: ['w'], does: 'Wrap long lines' },
  { id: 'log-times', where: 'logs', keys: ['t'], does: 'Times: local, UTC, ago, none' },
  { id: 'log-names', where: 'logs', keys: ['o'], does: 'Names of Pods and containers' },
  { id: 'log-run', where: 'logs', keys: ['p'], does: 'The run before the present one' },
  { id: 'log-copy', where: 'logs', keys: ['c', 'Ctrl C'], does: 'Copy the selected lines' },
  { id: 'log-save', where: 'logs', keys: ['s'], does: 'Save what is shown' },
  { id: 'find-yaml', where: 'yaml', keys: ['Ctrl F'], does: 'Find' },
  { id: 'field-docs', where: 'yaml', keys: ['F1'], does: 'What the field at the cursor means' },
  { id: 'close-dock-tab', where: 'dock', keys: ['Delete'], does: 'Close the tab of the dock that has the focus' },
] as const satisfies readonly KeyAction[]

export type KeyActionId = (typeof keyActions)[number]['id']

/** Keys a person chose instead of those of {@link keyActions}, by action. */
const own = shallowRef<ReadonlyMap<string, readonly string[]>>(new Map())

const names: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
  ' ': 'Space',
}
const keyOfName = new Map(Object.entries(names).map(([key, name]) => [name, key]))

/** A pressed key in words: `Ctrl K`, `Shift F6`, `Alt ←`, `G`. Ctrl is Command on a Mac; a letter alone says its case, so it has no Shift. */
export function chord(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const strong = event.ctrlKey || event.metaKey || event.altKey
  const single = event.key.length === 1
  const key = names[event.key] ?? (single && strong ? event.key.toUpperCase() : event.key)
  return [
    ...(event.ctrlKey || event.metaKey ? ['Ctrl'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey && (!single || strong) ? ['Shift'] : []),
    key,
  ].join(' ')
}

/** The keys of an action, as they are now. */
export function keysOf(action: KeyAction): readonly string[] {
  return own.value.get(action.id) ?? action.keys
}

/** The first key of an action, as it is now; undefined: a person gave it none. */
export function keyFor(id: KeyActionId): string | undefined {
  const action = keyActions.find((one) => one.id === id)
  return action === undefined ? undefined : keysOf(action)[0]
}

/** What a pressed key does in a place; null: nothing. */
export function actionOf(event: Parameters<typeof chord>[0], where: KeyPlace): KeyActionId | null {
  const pressed = chord(event)
  return keyActions.find((action) => action.where === where && keysOf(action).includes(pressed))?.id ?? null
}

/**
 * The key that a pressed one stands for in a place whose keys are read one by one (lists, topology): the first of the action's own keys, as
 * `KeyboardEvent.key` calls it. A key that was taken from its action means nothing there: an empty string.
 */
export function meant(event: KeyboardEvent, where: KeyPlace): string {
  if (own.value.size === 0) return event.key
  const pressed = chord(event)
  for (const action of keyActions) {
    if (action.where !== where) continue
    const index = keysOf(action).indexOf(pressed)
    if (index < 0) continue
    const key = own.value.has(action.id) ? (action.keys[Math.min(index, action.keys.length - 1)] ?? '') : pressed
    return keyOfName.get(key) ?? key
  }
  const taken = keyActions.some(
    (action) => action.where === where && own.value.has(action.id) && action.keys.some((key) => key === pressed),
  )
  return taken ? '' : event.key
}

const chordShape = /^(?:Ctrl )?(?:Alt )?(?:Shift )?(?:\S|Esc|Enter|Tab|Space|Home|End|PgDn|PgUp|Delete|Backspace|Insert|F[1-9]|F1[0-2])$/

/** Takes the keys a person chose. Returns one sentence for each that cannot be taken; the others hold. */
export function setOwnKeys(wanted: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const problems: string[] = []
  const next = new Map<string, readonly string[]>()
  for (const [id, keys] of Object.entries(wanted)) {
    const action = keyActions.find((one) => one.id === id)
    const bad = keys.find((key) => !chordShape.test(key))
    if (action === undefined) problems.push(`No action is called "${id.slice(0, 60)}".`)
    else if (bad !== undefined) problems.push(`"${bad.slice(0, 60)}" is not a key: write it as "Ctrl K", "Shift F6" or "g".`)
    else next.set(id, keys)
  }
  const users = new Map<string, string>()
  for (const action of keyActions) {
    for (const key of next.get(action.id) ?? action.keys) {
      const other = users.get(`${action.where} ${key}`)
      if (other !== undefined) {
        problems.push(`"${key}" is both for ${other} and for ${action.id}.`)
        next.delete(action.id)
        next.delete(other)
      }
      users.set(`${action.where} ${key}`, action.id)
    }
  }
  own.value = next
  return problems
}
