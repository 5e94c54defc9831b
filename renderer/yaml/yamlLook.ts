import { yaml } from '@codemirror/lang-yaml'
import { codeFolding, foldGutter, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { EditorState, Extension } from '@codemirror/state'
import { EditorView, highlightActiveLine, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const inks = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--code-key)' },
  { tag: [tags.string, tags.content], color: 'var(--code-str)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-num)' },
  { tag: [tags.comment, tags.meta, tags.punctuation, tags.separator], color: 'var(--text-3)' },
])

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--text-1)', backgroundColor: 'transparent', fontSize: '12px' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', lineHeight: '20px', overflow: 'auto', fontVariantLigatures: 'none' },
  '.cm-scroller::-webkit-scrollbar': { width: '8px', height: '8px' },
  '.cm-scroller::-webkit-scrollbar-thumb': { background: 'var(--line-strong)', borderRadius: '4px' },
  '.cm-scroller::-webkit-scrollbar-corner': { background: 'transparent' },
  '.cm-gutters': { backgroundColor: 'var(--bg-sunken)', color: 'var(--text-3)', border: 'none' },
  '.cm-foldGutter span': { cursor: 'default' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--bg-overlay)',
    border: '1px solid var(--line-strong)',
    color: 'var(--text-3)',
    borderRadius: '4px',
    padding: '0 4px',
    margin: '0 4px',
  },
  '.cm-content': { caretColor: 'var(--text-1)' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--hover)' },
  '.cm-line.cm-here, &.cm-focused .cm-line.cm-here': { backgroundColor: 'var(--selected)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--selected)' },
  '.cm-found': { backgroundColor: 'var(--chg-word)' },
  '.cm-found-now': { outline: '1px solid var(--warn)' },
  '.cm-wrong': { textDecoration: 'underline wavy var(--fail)', textUnderlineOffset: '3px', textDecorationSkipInk: 'none' },
  '.cm-wrong-gutter': { width: '12px', color: 'var(--fail)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--bg-overlay)',
    color: 'var(--text-1)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    boxShadow: 'var(--shadow)',
    maxWidth: '480px',
    zIndex: '10',
  },
  '.cm-docs::-webkit-scrollbar': { width: '8px' },
  '.cm-docs::-webkit-scrollbar-thumb': { background: 'var(--line-strong)', borderRadius: '4px' },
  '.cm-docs': {
    padding: '8px 12px',
    maxHeight: '240px',
    overflow: 'auto',
    fontFamily: 'var(--font-ui)',
    lineHeight: '18px',
    whiteSpace: 'pre-line',
    overflowWrap: 'anywhere',
  },
  '.cm-docs-head': { fontFamily: 'var(--font-code)', display: 'flex', gap: '8px', flexWrap: 'wrap' },
  '.cm-docs-quiet': { color: 'var(--text-3)' },
  '.cm-docs-path': { color: 'var(--code-key)' },
})

/** What stands in place of what is folded: of managedFields, how many managers there are. */
function foldedWords(state: EditorState, range: { from: number; to: number }): string {
  const line = state.doc.lineAt(range.from)
  if (line.text.trim() !== 'managedFields:') return '…'
  const indent = line.text.indexOf('m')
  const items = state.sliceDoc(range.from, range.to).match(new RegExp(`^ {${indent + 2}}- `, 'gm'))?.length ?? 0
  return `folded, ${items} ${items === 1 ? 'manager' : 'managers'}`
}

function placeholder(_view: EditorView, onclick: (event: Event) => void, words: string): HTMLElement {
  const dom = document.createElement('span')
  dom.className = 'cm-foldPlaceholder'
  dom.textContent = words
  dom.title = 'Unfold'
  dom.setAttribute('aria-label', `${words}, unfold`)
  dom.onclick = onclick
  return dom
}

/** What every YAML text of the window has: line numbers, folding, inks of the theme. */
export const yamlLook: Extension = [
  lineNumbers(),
  foldGutter(),
  codeFolding({ preparePlaceholder: foldedWords, placeholderDOM: placeholder }),
  yaml(),
  syntaxHighlighting(inks),
  highlightActiveLine(),
  look,
]

/**
 * The place of an editor: a shadow root, because there its styles go through adoptedStyleSheets, which a strict content security policy allows; the
 * tokens are inherited into it.
 */
export function editorRoot(host: HTMLElement): ShadowRoot {
  return host.shadowRoot ?? host.attachShadow({ mode: 'open' })
}
