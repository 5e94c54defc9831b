/** Opens and closes the mark that stands for a character which cannot be seen: `⟨U+202E⟩`. */
const markOpen = '\u27e8'
const markClose = '\u27e9'
const ellipsis = '\u2026'

/** The longest text a table cell carries; the drawer has the whole of it. */
export const cellTextLimit = 512

/**
 * Makes hostile text safe to draw: control characters become visible, characters that turn or hide text become marks, and what is longer
 * than `max` UTF-16 units ends in an ellipsis. Newline and tab stay. Applying it twice changes nothing. (figures.md 3.6)
 */
export function visibleText(text: string, max: number = Infinity): string {
  return shorten(replaceHidden(text, false), max)
}

/** As {@link visibleText} for names: also the joiners that free text needs for emoji and some scripts, newline and tab are marked. */
export function visibleName(text: string): string {
  return replaceHidden(text, true)
}

/**
 * A copy of plain data in which every string has gone through {@link visibleText}; `id` members are left alone, since they are handles.
 * For drawers and other data that kinds make from a whole object.
 */
export function visibleData<T>(value: T, max: number = Infinity): T {
  if (typeof value === 'string') return visibleText(value, max) as T // a string stays a string
  if (Array.isArray(value)) return value.map((item: unknown) => visibleData(item, max)) as T // same shape, member by member
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    const shown: unknown = name === 'id' ? (member as unknown) : visibleData<unknown>(member, max)
    // defineProperty, because a cluster may name a member `__proto__`
    Object.defineProperty(copy, visibleText(name), { value: shown, enumerable: true, configurable: true, writable: true })
  }
  return copy as T // same members
}

function replaceHidden(text: string, strict: boolean): string {
  let out = ''
  let clean = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x20 && code < 0x7f) continue
    let shown: string | null
    let width = 1
    if (code >= 0xd800 && code <= 0xdfff) {
      const point = text.codePointAt(at) ?? code
      if (point > 0xffff) width = 2
      shown = width === 1 || (point >= 0xe0000 && point <= 0xe007f) ? mark(point) : null
    } else shown = visibleForm(code, strict)
    if (shown !== null) {
      out += text.slice(clean, at) + shown
      clean = at + width
    }
    at += width - 1
  }
  return clean === 0 ? text : out + text.slice(clean)
}

function visibleForm(code: number, strict: boolean): string | null {
  if (code < 0x20) return !strict && (code === 0x0a || code === 0x09) ? null : String.fromCharCode(0x2400 + code)
  if (code === 0x7f) return '\u2421'
  if (code < 0xa0) return mark(code)
  if (code < 0x61c) return code === 0xad ? mark(code) : null
  if (code === 0x61c || code === 0x180e || code === 0xfeff) return mark(code)
  if (code === 0x200c || code === 0x200d) return strict ? mark(code) : null
  if ((code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f)) return mark(code)
  return code >= 0xfff9 && code <= 0xfffb ? mark(code) : null
}

function mark(code: number): string {
  return `${markOpen}U+${code.toString(16).toUpperCase().padStart(4, '0')}${markClose}`
}

function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  let end = Math.max(0, max - 1)
  const last = text.charCodeAt(end - 1)
  if (last >= 0xd800 && last <= 0xdbff) end-- // never half a character
  return text.slice(0, end) + ellipsis
}
