import { shallowRef } from 'vue'
import { isMac } from '../words/system.ts'
import type { KeyAction, KeyActionId, KeyPlace } from './keyActions.ts'
import { keyActions } from './keyActions.ts'

export type { KeyActionId } from './keyActions.ts'

/** Keys a person chose instead of those of `keyActions`, by action. */
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

/** A pressed key, and what was held with it. */
type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** A pressed key in words: `Ctrl K`, `Shift F6`, `Alt ←`, `G`. Ctrl is Command on a Mac; a letter alone says its case, so it has no Shift. */
export function chord(event: Pressed): string {
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

/** What a button says of itself, with the key that does the same: `Wrap long lines (w)`. */
export function withKey(text: string, id: KeyActionId): string {
  const key = keyFor(id)
  return key === undefined ? text : `${text} (${shownKey(key)})`
}

/** A key as this system writes it. */
export const shownKey = (key: string): string => (isMac ? key.replace('Ctrl', '⌘').replace('Alt', '⌥') : key)

/** What a pressed key does in a place; null: nothing. */
export function actionOf(event: Pressed, where: KeyPlace): KeyActionId | null {
  const pressed = chord(event)
  return keyActions.find((action) => action.where === where && keysOf(action).includes(pressed))?.id ?? null
}

/**
 * The key that a pressed one stands for in a place whose keys are read one by one (lists, topology): the first of the action's own keys, as
 * `KeyboardEvent.key` calls it, or as the keymap does where Shift is held with it. A key that was taken from its action means nothing there: an empty string;
 * nor does one with Ctrl, Alt or Command that is no action's.
 */
export function meant(event: KeyboardEvent, where: KeyPlace): string {
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
  return taken || event.ctrlKey || event.metaKey || event.altKey ? '' : event.key
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
