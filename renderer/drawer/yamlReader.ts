import { yaml } from '@codemirror/lang-yaml'
import { codeFolding, foldGutter, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Range } from '@codemirror/state'
import { EditorState, StateEffect, StateField } from '@codemirror/state'
import type { DecorationSet } from '@codemirror/view'
import { Decoration, EditorView, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const setMatches = StateEffect.define<{ ranges: readonly { from: number; to: number }[]; current: number }>()

/** Marks of what was found; they leave with the text they were found in. */
const matches = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, change) {
    let next = change.docChanged ? Decoration.none : marks
    for (const effect of change.effects) {
      if (!effect.is(setMatches)) continue
      const ranges: Range<Decoration>[] = effect.value.ranges.map((range, index) =>
        Decoration.mark({ class: index === effect.value.current ? 'cm-found cm-found-now' : 'cm-found' }).range(range.from, range.to),
      )
      next = Decoration.set(ranges)
    }
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

const inks = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--code-key)' },
  { tag: [tags.string, tags.content], color: 'var(--code-str)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.keyword], color: 'var(--code-num)' },
  { tag: [tags.comment, tags.meta, tags.punctuation, tags.separator], color: 'var(--text-3)' },
])

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--text-1)', backgroundColor: 'transparent', fontSize: '12px' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', lineHeight: '20px', overflow: 'auto', fontVariantLigatures: 'none' },
  '.cm-scroller::-webkit-scrollbar': { width: '8px', height: '8px' },
  '.cm-scroller::-webkit-scrollbar-thumb': { background: 'var(--line-strong)', borderRadius: '4px' },
  '.cm-scroller::-webkit-scrollbar-corner': { background: 'transparent' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--text-3)', border: 'none' },
  '.cm-foldGutter span': { cursor: 'default' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--bg-overlay)',
    border: '1px solid var(--line-strong)',
    color: 'var(--text-3)',
    borderRadius: '4px',
    padding: '0 4px',
  },
  '.cm-content': { caretColor: 'transparent' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--selected)' },
  '.cm-found': { backgroundColor: 'var(--chg-word)' },
  '.cm-found-now': { outline: '1px solid var(--warn)' },
})

/**
 * A read-only YAML text in CodeMirror. It lives in a shadow root, because there its styles go through adoptedStyleSheets, which a strict content security policy allows;
 * the tokens are inherited into it.
 */
export class YamlReader {
  private readonly view: EditorView
  private ranges: { from: number; to: number }[] = []
  private current = 0
  private words = ''

  constructor(host: HTMLElement) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
    this.view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        extensions: [
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-label': 'YAML', tabindex: '0' }),
          lineNumbers(),
          foldGutter(),
          codeFolding(),
          yaml(),
          syntaxHighlighting(inks),
          matches,
          look,
        ],
      }),
    })
  }

  /** Replaces the text; the same text keeps scroll, folds and marks. */
  show(text: string): void {
    if (text === this.view.state.doc.toString()) return
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } })
    this.ranges = []
    this.words = ''
  }

  /** Finds words (letters of either case); `by` goes to the next or previous hit, 0 begins anew. */
  find(words: string, by: -1 | 0 | 1): { at: number; of: number } {
    if (words !== this.words || by === 0) {
      this.words = words
      this.ranges = words === '' ? [] : allMatches(this.view.state.doc.toString(), words)
      this.current = 0
    } else if (this.ranges.length > 0) this.current = (this.current + by + this.ranges.length) % this.ranges.length
    const hit = this.ranges[this.current]
    this.view.dispatch({
      effects: [
        setMatches.of({ ranges: this.ranges, current: this.current }),
        ...(hit ? [EditorView.scrollIntoView(hit.from, { y: 'center' })] : []),
      ],
    })
    return { at: this.ranges.length === 0 ? 0 : this.current + 1, of: this.ranges.length }
  }

  close(): void {
    this.view.destroy()
  }
}

/** Every place of the words in the text, whatever their case. */
export function allMatches(text: string, words: string): { from: number; to: number }[] {
  const hay = text.toLowerCase()
  const needle = words.toLowerCase()
  const found: { from: number; to: number }[] = []
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + needle.length)) found.push({ from: at, to: at + needle.length })
  return found
}
