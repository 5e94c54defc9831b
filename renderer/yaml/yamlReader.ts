import { foldEffect, foldKeymap, foldedRanges, unfoldEffect } from '@codemirror/language'
import type { Range } from '@codemirror/state'
import { EditorSelection, EditorState, StateEffect, StateField } from '@codemirror/state'
import type { DecorationSet } from '@codemirror/view'
import { Decoration, EditorView, keymap } from '@codemirror/view'
import { actionOf } from '../keyboard/keymap.ts'
import { fieldTips } from './fieldTip.ts'
import type { FieldTipSource } from './fieldTip.ts'
import { editorRoot, yamlLook } from './yamlLook.ts'
import type { YamlOutline } from './yamlOutline.ts'
import { lineOfPath, rangeOfPath, yamlOutline } from './yamlOutline.ts'

const setMatches = StateEffect.define<{ ranges: readonly { from: number; to: number }[]; current: number }>()
const setHere = StateEffect.define<number>()

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

/** The line that somebody was led to. */
const here = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(mark, change) {
    let next = change.docChanged ? Decoration.none : mark
    for (const effect of change.effects)
      if (effect.is(setHere)) next = Decoration.set(Decoration.line({ class: 'cm-here' }).range(effect.value))
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

/** What the reader of a YAML text is given. */
export interface YamlReaderOptions {
  docs: FieldTipSource['docs']
  /** Somebody wants to find something (Ctrl F). */
  onFind: () => void
}

/** A read-only YAML text in CodeMirror. */
export class YamlReader {
  private readonly view: EditorView
  private outline: YamlOutline = yamlOutline('')
  private ranges: { from: number; to: number }[] = []
  private current = 0
  private words = ''

  constructor(host: HTMLElement, options: YamlReaderOptions) {
    const root = editorRoot(host)
    this.view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        extensions: [
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-label': 'YAML', tabindex: '0' }),
          yamlLook,
          matches,
          here,
          fieldTips({ pathAt: (line) => this.outline.paths[line - 1] ?? '', docs: options.docs }),
          EditorView.domEventHandlers({
            keydown: (event) => {
              if (actionOf(event, 'yaml') !== 'find-yaml') return false
              options.onFind()
              return true
            },
          }),
          keymap.of(foldKeymap),
        ],
      }),
    })
  }

  /** Replaces the text; the same text keeps scroll, folds and marks, and another one keeps the scroll. */
  show(text: string): void {
    if (text === this.view.state.doc.toString()) return
    const top = this.view.scrollDOM.scrollTop
    this.outline = yamlOutline(text)
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } })
    this.view.scrollDOM.scrollTop = top
    this.ranges = []
    this.words = ''
  }

  /** Folds a field with all below it. */
  fold(path: string): void {
    const range = rangeOfPath(this.outline, path)
    if (range === null) return
    const from = this.view.state.doc.line(range.first + 1).to
    const to = this.view.state.doc.line(range.last + 1).to
    if (to > from) this.view.dispatch({ effects: foldEffect.of({ from, to }) })
  }

  /** Goes to a field, or to the nearest one above it that is there; false when there is neither. The line is marked, and has the cursor. */
  goTo(path: string): boolean {
    const number = lineOfPath(this.outline, path)
    if (number < 0) return false
    const line = this.view.state.doc.line(number + 1)
    const effects: StateEffect<unknown>[] = [EditorView.scrollIntoView(line.from, { y: 'center' }), setHere.of(line.from)]
    foldedRanges(this.view.state).between(line.from, line.to, (from, to) => {
      effects.push(unfoldEffect.of({ from, to }))
    })
    const at = line.from + (line.text.length - line.text.trimStart().length)
    this.view.dispatch({ effects, selection: EditorSelection.cursor(at) })
    this.view.focus()
    return true
  }

  /** Finds words (letters of either case); `by` goes to the next or previous hit, 0 begins anew. */
  find(words: string, by: -1 | 0 | 1): { at: number; of: number } {
    if (words !== this.words || by === 0) {
      this.words = words
      this.ranges = words === '' ? [] : allMatches(this.view.state.doc.toString(), words)
      this.current = 0
    } else if (this.ranges.length > 0) this.current = (this.current + by + this.ranges.length) % this.ranges.length
    const hit = this.ranges[this.current]
    const effects: StateEffect<unknown>[] = [setMatches.of({ ranges: this.ranges, current: this.current })]
    if (hit !== undefined) {
      effects.push(EditorView.scrollIntoView(hit.from, { y: 'center' }))
      // what is folded is found as well, and shown
      foldedRanges(this.view.state).between(hit.from, hit.to, (from, to) => {
        effects.push(unfoldEffect.of({ from, to }))
      })
    }
    this.view.dispatch({ effects })
    return { at: this.ranges.length === 0 ? 0 : this.current + 1, of: this.ranges.length }
  }

  close(): void {
    this.view.destroy()
  }
}

/** Every place of the words in the text, whatever their case. */
function allMatches(text: string, words: string): { from: number; to: number }[] {
  const hay = text.toLowerCase()
  const needle = words.toLowerCase()
  const found: { from: number; to: number }[] = []
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + needle.length)) found.push({ from: at, to: at + needle.length })
  return found
}
