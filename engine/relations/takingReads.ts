import { legible } from './legible.ts'
import { mentionOf, noParts } from './takingMentions.ts'
import type { Mention, Reading } from './reading.ts'
import type { ReadMatch, Rule } from './rule.ts'
import type { RuleBook } from './ruleBook.ts'
import { readSelector, selectorText } from './selector.ts'
import { noteSelector, spacesIn } from './takingSelectors.ts'

/** Notes what a reader of its own makes of a value. */
export function takeRead(
  book: RuleBook,
  reading: Reading,
  rule: Rule,
  match: ReadMatch,
  value: unknown,
  path: string,
  parent: Record<string, unknown>,
): void {
  for (const target of match.read(value, reading)) {
    const at = target.at === undefined || target.at === '' ? path : insides.of(path, target.at)
    if ('select' in target) {
      const selector = readSelector(target.select)
      const spaces = spacesIn(book, target.kind, target.namespaces, reading)
      if (!selector || !spaces) continue
      const text = legible(selectorText(selector))
      const evidence = [{ path: at, value: target.value === undefined ? text : legible(target.value) }]
      noteSelector(reading, rule, target.kind, selector, text, spaces, evidence, true, {})
      continue
    }
    const kind = target.kind ?? rule.to
    const name = legible(target.name)
    if (name === '' || kind === '*') continue
    const more = mentionOf(reading, rule, match, target.namespace, value, path, parent)
    const optional = target.optional === true || more.optional
    const evidence = { path: at, value: legible(target.value ?? (typeof value === 'string' ? value : name)) }
    const { part, uid = '' } = target
    const notReady = target.notReady === true || more.notReady
    const tentative = target.tentative === true || more.tentative
    const same = part === undefined && optional === more.optional && uid === more.uid
    reading.addName(
      rule,
      kind,
      target.namespace,
      name,
      evidence,
      same && notReady === more.notReady && tentative === more.tentative
        ? more
        : {
            optional,
            uid,
            notReady,
            tentative,
            backward: more.backward,
            parts: partsOf(part, optional, target.wantedBy === undefined ? '' : wanted.of(path, target.wantedBy)),
            gate: more.gate,
          },
    )
  }
}

/** Texts made of two others, of which there are the same few everywhere: what was made last is there again, up to so many. */
class MadeTexts {
  readonly #made = new Map<string, Map<string, string>>()
  readonly #make: (place: string, word: string) => string

  constructor(make: (place: string, word: string) => string) {
    this.#make = make
  }

  of(place: string, word: string): string {
    let here = this.#made.get(place)
    if (here === undefined) {
      if (this.#made.size >= mostPlaces) this.#made.clear()
      this.#made.set(place, (here = new Map()))
    }
    let text = here.get(word)
    if (text === undefined) {
      if (here.size >= mostOfPlace) here.clear()
      here.set(word, (text = this.#make(place, word)))
    }
    return text
  }
}

const mostPlaces = 2_000
const mostOfPlace = 16

/** Who wants it, and where that stands. Joined, it is one text and no tree of texts. */
const wanted = new MadeTexts((path, name) => [legible(name), ' (', path, ')'].join(''))
/** Where inside the value at a path something stands. */
const insides = new MadeTexts((path, at) => [path, at.startsWith('[') ? '' : '.', at].join(''))

function partsOf(part: string | readonly string[] | undefined, optional: boolean, by: string): Mention['parts'] {
  if (part === undefined) return noParts
  if (by !== '' && typeof part === 'string') return [{ name: legible(part), optional, by: [by] }]
  return typeof part === 'string' ? [{ name: legible(part), optional }] : part.map((name) => ({ name: legible(name), optional }))
}
