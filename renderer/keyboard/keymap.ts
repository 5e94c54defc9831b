/** A key and what it does, as the keymap dialog shows it. */
export interface KeyLine {
  keys: readonly string[]
  does: string
}

/** Every key of the app, by where it works. The dialog (`?`) is made of this. */
export const keymap: readonly { where: string; lines: readonly KeyLine[] }[] = [
  {
    where: 'Anywhere',
    lines: [
      { keys: ['Ctrl K', ':'], does: 'Palette: kinds, objects, clusters' },
      { keys: ['/'], does: 'Filter' },
      { keys: ['F6', 'Shift F6'], does: 'Next, previous region' },
      { keys: ['Alt ←', 'Alt →'], does: 'Back, forward' },
      { keys: ['Ctrl J'], does: 'Show or hide the dock' },
      { keys: ['Esc'], does: 'Out by one step: filter, drawer' },
      { keys: ['?'], does: 'This list' },
    ],
  },
  {
    where: 'Lists',
    lines: [
      { keys: ['j', 'k', '↓', '↑'], does: 'Next, previous row' },
      { keys: ['g', 'G'], does: 'First, last row' },
      { keys: ['PgDn', 'PgUp'], does: 'Next, previous page' },
      { keys: ['Enter'], does: 'Open the drawer; again: go into it' },
      { keys: ['y'], does: 'YAML of the selected object' },
      { keys: ['t'], does: 'Topology of the selected object' },
      { keys: ['d'], does: 'Overview of the selected object' },
    ],
  },
  {
    where: 'Topology',
    lines: [
      { keys: ['+', '-'], does: 'Zoom in, out' },
      { keys: ['0'], does: 'Fit everything' },
      { keys: ['←', '→', '↑', '↓'], does: 'Walk along relations; with Shift: move the picture' },
      { keys: ['/'], does: 'Find, and fly there' },
      { keys: ['e', 'E'], does: 'Why: next, previous relation of the selected object' },
      { keys: ['o'], does: 'Show the Pods of a workload apart, or fold them' },
      { keys: ['m'], does: 'Move a card or namespace; it is pinned there' },
      { keys: ['u'], does: 'Unpin it' },
      { keys: ['i'], does: 'Incident mode: only what is wrong, and what leads to it' },
      { keys: ['l'], does: 'Canvas or list' },
      { keys: ['Enter'], does: 'Open the selected object' },
    ],
  },
]
