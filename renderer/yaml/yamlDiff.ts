import { getChunks, MergeView, unifiedMergeView } from '@codemirror/merge'
import type { Chunk } from '@codemirror/merge'
import type { Extension, Text } from '@codemirror/state'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { editorRoot, yamlLook } from './yamlLook.ts'

/** How a difference is drawn: below each other in one text, or as two texts. */
export type DiffForm = 'unified' | 'split'

/** Lines that only one of two texts has. */
export interface DiffCount {
  added: number
  removed: number
}

/** Characters looked at for the finest difference of one stretch, and milliseconds for all: beyond them whole lines are told, which is as true. */
const diffConfig = { scanLimit: 2000, timeout: 200 }

const sign = (word: string): Record<string, string> => ({ content: `"${word}"`, position: 'absolute', left: '4px', color: 'var(--text-2)' })

const look = EditorView.theme({
  '.cm-line, .cm-deletedChunk .cm-deletedLine': { paddingLeft: '18px', position: 'relative' },
  '.cm-deletedChunk': { paddingLeft: '0', backgroundColor: 'var(--del-bg)' },
  '&.cm-merge-a .cm-changedLine': { backgroundColor: 'var(--del-bg)' },
  '&.cm-merge-b .cm-changedLine, .cm-insertedLine': { backgroundColor: 'var(--add-bg)' },
  '&.cm-merge-a .cm-changedLine::before, .cm-deletedChunk .cm-deletedLine::before': sign('−'),
  '&.cm-merge-b .cm-changedLine::before, .cm-insertedLine::before': sign('+'),
  '&.cm-merge-a .cm-changedText, & .cm-deletedChunk .cm-deletedText': { background: 'var(--del-word) !important' },
  '&.cm-merge-b .cm-changedText': { background: 'var(--add-word) !important' },
  '.cm-changeGutter': { display: 'none' },
  '.cm-collapsedLines': {
    background: 'var(--bg-overlay) !important',
    color: 'var(--text-2) !important',
    padding: '0 0 0 18px',
  },
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"" !important', margin: '0 !important' },
  '&.cm-focused .cm-activeLine.cm-changedLine': { backgroundColor: 'var(--add-bg)' },
  '&.cm-merge-a.cm-focused .cm-activeLine.cm-changedLine': { backgroundColor: 'var(--del-bg)' },
  '.cm-mergeSpacer': { background: 'var(--bg-raised)' },
})

/** Two YAML texts beside each other, read only: what differs is marked by colour and sign, what is equal is folded. */
export class YamlDiff {
  private readonly root: ShadowRoot
  private shown: { destroy(): void } | null = null

  constructor(host: HTMLElement) {
    this.root = editorRoot(host)
  }

  /** Draws the difference anew; answers how much differs. `whole`: equal lines are not folded. */
  show(from: string, to: string, form: DiffForm, whole: boolean, titles: { from: string; to: string }): DiffCount {
    this.shown?.destroy()
    const { root } = this
    const folded = whole ? {} : { collapseUnchanged: { margin: 3, minSize: 4 } }
    if (form === 'unified') {
      const view = new EditorView({
        parent: root,
        root,
        state: EditorState.create({
          doc: to,
          extensions: [
            ...readOnly(`${titles.from} and ${titles.to}`),
            unifiedMergeView({ original: from, mergeControls: false, gutter: false, diffConfig, ...folded }),
          ],
        }),
      })
      this.shown = view
      return counted(getChunks(view.state)?.chunks ?? [], EditorState.create({ doc: from }).doc, view.state.doc)
    }
    const view = new MergeView({
      a: { doc: from, extensions: readOnly(titles.from) },
      b: { doc: to, extensions: readOnly(titles.to) },
      parent: root,
      root,
      gutter: false,
      diffConfig,
      ...folded,
    })
    view.dom.style.height = '100%'
    this.shown = view
    return counted(view.chunks, view.a.state.doc, view.b.state.doc)
  }

  close(): void {
    this.shown?.destroy()
    this.shown = null
  }
}

function readOnly(label: string): Extension[] {
  return [
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-multiline': 'true', tabindex: '0' }),
    yamlLook,
    look,
  ]
}

function counted(chunks: readonly Chunk[], from: Text, to: Text): DiffCount {
  let added = 0
  let removed = 0
  for (const chunk of chunks) {
    added += linesBetween(to, chunk.fromB, chunk.toB)
    removed += linesBetween(from, chunk.fromA, chunk.toA)
  }
  return { added, removed }
}

/** Lines of a stretch that begins a line and ends after one (perhaps one beyond the text). */
function linesBetween(text: Text, from: number, to: number): number {
  return from >= to ? 0 : text.lineAt(Math.min(to - 1, text.length)).number - text.lineAt(from).number + 1
}
