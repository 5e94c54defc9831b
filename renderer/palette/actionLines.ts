import { kindName, parseObjectId } from '../../engine/contract/index.ts'
import { keyFor, shownKey } from '../keyboard/keymap.ts'
import type { KeyActionId } from '../keyboard/keymap.ts'
import { settingLines, settingsFound } from '../settings/settingsList.ts'
import { clusterName } from '../words/clusterState.ts'
import { questionsAbout } from '../words/questions.ts'
import type { PaletteFrom, PaletteLine } from './paletteLine.ts'
import { fit } from './wordFit.ts'

/** What the palette can do, beside going somewhere; with the key that does the same. */
const commands: readonly { command: string; text: string; key?: KeyActionId }[] = [
  { command: 'add-kubeconfig', text: 'Add kubeconfig file…', key: 'add-kubeconfig' },
  { command: 'open-snapshot', text: 'Open snapshot…', key: 'open-snapshot' },
  { command: 'save-snapshot', text: 'Save snapshot of this cluster…', key: 'save-snapshot' },
  { command: 'local-shell', text: 'Shell of this system for this cluster…' },
  { command: 'own-rules', text: 'Own rules of this cluster…' },
  { command: 'export-svg', text: 'Export graph as SVG…' },
  { command: 'export-pdf', text: 'Export graph as PDF…' },
  { command: 'export-png', text: 'Export graph as PNG…' },
  { command: 'all-clusters', text: 'All clusters at a glance' },
  { command: 'all-problems', text: 'Problems of all clusters' },
  { command: 'new-tab', text: 'New tab', key: 'new-tab' },
  { command: 'split', text: 'Split', key: 'split' },
  { command: 'toggle-link', text: 'Link or part the panes', key: 'link' },
  { command: 'copy-link', text: 'Copy a link to what is shown', key: 'copy-link' },
  { command: 'toggle-sidebar', text: 'Show or hide the sidebar', key: 'sidebar' },
  { command: 'go-settings', text: 'Settings', key: 'settings' },
  { command: 'show-operations', text: 'Operations' },
  { command: 'show-keyboard', text: 'Keys', key: 'keys' },
  { command: 'show-diagnostics', text: 'Diagnostics' },
]

/** Commands that mean the cluster in front. */
const ofCluster: ReadonlySet<string> = new Set(['save-snapshot', 'own-rules', 'local-shell'])

/** Commands whose words these are; those of a cluster or a graph only where there is one. */
export function commandLines({ cluster, graphOpen }: PaletteFrom, words: string): readonly PaletteLine[] {
  return commands
    .filter(
      (one) =>
        (!ofCluster.has(one.command) || cluster !== null) &&
        (!one.command.startsWith('export-') || graphOpen) &&
        words !== '' &&
        fit(words, one.text) !== null,
    )
    .map((one): PaletteLine => ({
      id: one.command,
      prefix: '',
      text: one.text,
      aside: shownKey((one.key === undefined ? undefined : keyFor(one.key)) ?? ''),
      does: { type: 'command', command: one.command },
    }))
}

/** Settings whose words these are. */
export function settingsLines(words: string): readonly PaletteLine[] {
  return settingsFound(words).flatMap(({ title, lines }) =>
    lines
      .filter((id) => fit(words, settingLines[id].title, title, 'Settings') !== null)
      .map((id): PaletteLine => ({
        id: `setting ${id}`,
        prefix: '',
        text: settingLines[id].title,
        aside: title,
        does: { type: 'settings', section: settingLines[id].section },
      })),
  )
}

/** Questions whose words these are, about the selected object and the whole cluster. */
export function askLines({ cluster, known, selected }: PaletteFrom, words: string): readonly PaletteLine[] {
  if (cluster === null || known === undefined || words === '') return []
  const ref = selected === null ? null : parseObjectId(selected)
  return questionsAbout(selected)
    .filter((one) => fit(words, one.text) !== null)
    .map((one) => ({
      id: `ask ${one.text}`,
      prefix: '',
      text: one.text,
      aside:
        one.aboutObject && ref !== null ? `${known.byId.get(ref.kind)?.shortName ?? kindName(ref.kind)}/${ref.name}` : clusterName(cluster),
      does: { type: 'ask', question: one.question },
    }))
}
