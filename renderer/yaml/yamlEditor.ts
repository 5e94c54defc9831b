import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { indentUnit } from '@codemirror/language'
import { EditorSelection, EditorState, StateEffect, StateField } from '@codemirror/state'
import type { DecorationSet } from '@codemirror/view'
import { Decoration, EditorView, gutter, GutterMarker, keymap } from '@codemirror/view'
import { editorRoot, yamlLook } from './yamlLook.ts'

/** A mistake in the text; line and column from 1. */
export interface YamlProblem {
  line: number
  column: number
  message: string
}

const setProblem = StateEffect.define<{ from: number; to: number; message: string } | null>()

/** The mark under the mistake; it moves with the text until it is judged anew. */
const wrong = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(mark, change) {
    let next = mark.map(change.changes)
    for (const effect of change.effects) {
      if (!effect.is(setProblem)) continue
      const problem = effect.value
      next =
        problem === null || problem.from >= problem.to
          ? Decoration.none
          : Decoration.set(Decoration.mark({ class: 'cm-wrong', attributes: { title: problem.message } }).range(problem.from, problem.to))
    }
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

class WrongMarker extends GutterMarker {
  override toDOM(): Node {
    const mark = document.createElement('span')
    mark.textContent = '●'
    mark.title = 'A mistake is on this line'
    return mark
  }
}
const wrongMarker = new WrongMarker()

const wrongGutter = gutter({
  class: 'cm-wrong-gutter',
  lineMarker(view, line) {
    let found: GutterMarker | null = null
    view.state.field(wrong).between(line.from, line.to, () => {
      found = wrongMarker
      return false
    })
    return found
  },
  lineMarkerChange: (update) => update.startState.field(wrong) !== update.state.field(wrong),
  initialSpacer: () => wrongMarker,
})

/**
 * Text that is typed over a selection is put there by the editor itself. Chrome's own way keeps the look of what it takes away in `style` attributes, which
 * the page's policy refuses, with an error for each.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== 'insertText' || event.data === null || view.composing || view.state.selection.main.empty) return false
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true })
    return true
  },
})

/** A YAML text to write in. Tab leaves it, as everywhere; Enter keeps the indentation. */
export class YamlEditor {
  private readonly view: EditorView

  constructor(host: HTMLElement, label: string, onChange: (text: string) => void) {
    const root = editorRoot(host)
    this.view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        extensions: [
          history(),
          indentUnit.of('  '),
          keymap.of([...defaultKeymap.filter(({ key }) => key !== 'Escape'), ...historyKeymap]),
          EditorView.contentAttributes.of({ 'aria-label': label, 'aria-multiline': 'true', spellcheck: 'false' }),
          wrong,
          wrongGutter,
          typeOver,
          yamlLook,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) onChange(update.state.doc.toString())
          }),
        ],
      }),
    })
  }

  get text(): string {
    return this.view.state.doc.toString()
  }

  /** Replaces the text; a person can undo it. */
  write(text: string): void {
    if (text !== this.text) this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } })
  }

  /** Marks a mistake: from its column to the end of the word, or the whole line where that is empty. */
  mark(problem: YamlProblem | null): void {
    const { doc } = this.view.state
    if (problem === null || problem.line < 1 || problem.line > doc.lines) {
      this.view.dispatch({ effects: setProblem.of(null) })
      return
    }
    const line = doc.line(problem.line)
    const at = Math.min(line.from + Math.max(0, problem.column - 1), line.to)
    const word = /^\s*\S+/.exec(line.text.slice(at - line.from))?.[0].length ?? 0
    const from = word === 0 ? line.from : at
    this.view.dispatch({ effects: setProblem.of({ from, to: word === 0 ? line.to : at + word, message: problem.message }) })
  }

  /** Puts the cursor there. */
  goTo(line: number, column: number): void {
    const { doc } = this.view.state
    const found = doc.line(Math.min(Math.max(1, line), doc.lines))
    const at = Math.min(found.from + Math.max(0, column - 1), found.to)
    this.view.dispatch({ selection: EditorSelection.cursor(at), effects: EditorView.scrollIntoView(at, { y: 'center' }) })
    this.view.focus()
  }

  focus(): void {
    this.view.focus()
  }

  close(): void {
    this.view.destroy()
  }
}
