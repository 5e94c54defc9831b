import type { Extension } from '@codemirror/state'
import { StateEffect, StateField } from '@codemirror/state'
import type { Tooltip } from '@codemirror/view'
import { closeHoverTooltips, EditorView, hoverTooltip, showTooltip, tooltips } from '@codemirror/view'
import type { FieldDocs, Result } from '../../engine/contract/index.ts'
import { actionOf } from '../keyboard/keymap.ts'

/** What a tip needs to know. */
export interface FieldTipSource {
  /** The path of the field on a line, from 1; empty where there is none. */
  pathAt(line: number): string
  docs(path: string): Promise<Result<FieldDocs>>
}

/** A mouse must rest so long on a field, in milliseconds. */
const restFor = 350

const setTip = StateEffect.define<Tooltip | null>()

/** The tip that was asked for by key; it leaves with the next step of the cursor. */
const tipOfKey = StateField.define<Tooltip | null>({
  create: () => null,
  update(tip, change) {
    for (const effect of change.effects) if (effect.is(setTip)) return effect.value
    return change.docChanged || change.selection !== undefined ? null : tip
  },
  provide: (field) => showTooltip.from(field),
})

/** What the schema says of a field: where the mouse rests, and at the cursor by F1; Esc takes it away. */
export function fieldTips(source: FieldTipSource): Extension {
  let asking = 0

  async function tipAt(view: EditorView, at: number, byKey: boolean): Promise<Tooltip | null> {
    const line = view.state.doc.lineAt(at)
    const path = source.pathAt(line.number)
    if (path === '') return null
    const text = view.state.doc
    const answer = await source.docs(path)
    // what was asked of one text says nothing of the next
    if (view.state.doc !== text) return null
    const start = line.from + (line.text.length - line.text.trimStart().length)
    return { pos: start, end: line.to, above: false, create: () => ({ dom: tipDom(path, answer, byKey) }) }
  }

  return [
    tooltips({ position: 'fixed' }),
    tipOfKey,
    hoverTooltip((view, at) => (view.state.field(tipOfKey) === null ? tipAt(view, at, false) : null), {
      hoverTime: restFor,
      hideOnChange: true,
    }),
    EditorView.domEventHandlers({
      keydown: (event, view) => {
        if (actionOf(event, 'yaml') === 'field-docs') {
          const mine = ++asking
          void tipAt(view, view.state.selection.main.head, true).then((tip) => {
            if (mine === asking) view.dispatch({ effects: [closeHoverTooltips, setTip.of(tip)] })
          })
          return true
        }
        if (event.key !== 'Escape') return false
        asking++
        if (view.state.field(tipOfKey) === null) return false
        view.dispatch({ effects: setTip.of(null) })
        return true
      },
    }),
  ]
}

/** Plain elements and text: what a server says is never HTML. */
function tipDom(path: string, answer: Result<FieldDocs>, byKey: boolean): HTMLElement {
  const dom = element('div', 'cm-docs')
  dom.dataset['testid'] = 'field-docs'
  dom.setAttribute('role', byKey ? 'status' : 'tooltip')
  if (!answer.ok) {
    dom.append(head(path, []), element('div', '', answer.error.message))
    if (answer.error.todo !== undefined) dom.append(element('div', 'cm-docs-quiet', answer.error.todo))
    return dom
  }
  const docs = answer.value
  dom.append(head(docs.path, [docs.type, ...(docs.required ? ['required'] : [])]))
  if (docs.description !== '') dom.append(element('div', '', docs.description))
  const facts = [
    ...(docs.enum.length > 0 ? [`One of ${docs.enum.join(', ')}`] : []),
    ...(docs.default === null ? [] : [`Default ${docs.default}`]),
    ...docs.bounds.map((bound) => bound.charAt(0).toUpperCase() + bound.slice(1)),
    ...(docs.fields.length > 0 ? [`Fields: ${docs.fields.join(', ')}`] : []),
    docs.source === 'openapi' ? "From the API server's OpenAPI" : 'From the CustomResourceDefinition',
  ]
  for (const fact of facts) dom.append(element('div', 'cm-docs-quiet', fact))
  return dom
}

function head(path: string, words: readonly string[]): HTMLElement {
  const line = element('div', 'cm-docs-head')
  line.append(element('span', 'cm-docs-path', path))
  for (const word of words) line.append(element('span', word === 'required' ? '' : 'cm-docs-quiet', word))
  return line
}

function element(name: string, className: string, text?: string): HTMLElement {
  const made = document.createElement(name)
  made.className = className
  if (text !== undefined) made.textContent = text
  return made
}
