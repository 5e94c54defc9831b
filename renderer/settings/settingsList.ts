/** The parts of the Settings screen, in their order. */
export const settingsSections = [
  { id: 'appearance', title: 'Appearance' },
  { id: 'times', title: 'Times' },
  { id: 'clusters', title: 'Clusters' },
  { id: 'kubeconfigs', title: 'Kubeconfigs' },
  { id: 'kept', title: 'What is kept' },
  { id: 'keys', title: 'Keys' },
  { id: 'programs', title: 'Programs' },
  { id: 'about', title: 'About and updates' },
] as const

export type SettingsSection = (typeof settingsSections)[number]['id']

/** One thing to set. `words` are found too, and not shown. */
export interface SettingLine {
  section: SettingsSection
  title: string
  about: string
  words: string
}

const line = (section: SettingsSection, title: string, about: string, words: string = ''): SettingLine => ({ section, title, about, words })

/** Everything that can be set, by name. The screen is made of this, and search and palette find in it. */
export const settingLines = {
  theme: line('appearance', 'Theme', 'Dark, light, or as the system.', 'colour mode dark light'),
  density: line('appearance', 'Density', 'Height of rows: 30 or 24 pixels.', 'compact comfortable rows'),
  motion: line('appearance', 'Motion', 'Reduced: nothing moves, whatever the system says.', 'animation reduced accessibility'),
  zoom: line('appearance', 'Zoom', 'Size of everything, 50 % to 200 %.', 'size font scale'),
  clock: line('times', 'Clock', 'How times of the day are written.', 'time format 24 12 hours am pm'),
  zone: line('times', 'Time zone', 'Local is the zone of this machine. Tooltips always say both.', 'utc local timezone'),
  marks: line(
    'clusters',
    'Name, colour and protection',
    'What you call it, and how it is marked. Protected: whatever reaches into it asks first.',
    'alias hue group favourite protected',
  ),
  namespaces: line(
    'clusters',
    'Namespaces',
    'For clusters that do not list them to you: names, besides those that the cluster tells.',
    'rbac forbidden',
  ),
  prometheus: line(
    'clusters',
    'Prometheus',
    'Graphs over time are read from it through the API server. Looked for among the Services, unless you name one.',
    'metrics monitoring thanos victoria service port path',
  ),
  grafana: line(
    'clusters',
    'Grafana',
    'Where metrics of a Pod, workload or Node lead to. Opened in the browser; nothing is sent before.',
    'metrics monitoring dashboard link url',
  ),
  sources: line('kubeconfigs', 'Kubeconfig files and folders', 'Watched, never written.', 'kubeconfig context add remove'),
  events: line(
    'kept',
    'Events',
    'Servers forget events after an hour. Kept longer here, encrypted on this disk where that is possible; for all clusters.',
    'retention days megabytes',
  ),
  logs: line('kept', 'Logs', 'Held of each open log, of whichever is reached first; older lines go.', 'amount lines megabytes ring'),
  metrics: line('kept', 'Usage history', 'Of CPU and memory by metrics.k8s.io, while somebody looks at it.', 'metrics cpu memory minutes'),
  cache: line(
    'kept',
    'Last pictures of clusters',
    'Kept encrypted, so that a cluster is there at the next start before it answers.',
    'cache secret store keyring permission',
  ),
  clear: line('kept', 'On this disk', 'Last pictures and kept events of all clusters.', 'clear cache delete'),
  keymap: line('keys', 'Keymap', 'Keys of your own, by action; the list of actions and keys is under ?.', 'keyboard shortcuts keymap.json'),
  consents: line(
    'programs',
    'Programs that kubeconfigs run to sign in',
    'Your answer holds for exactly this file, program and arguments. Taken back, it is asked again before the program would run.',
    'exec plugin consent aws gcloud kubelogin revoke',
  ),
  version: line('about', 'Version', 'This app asks nobody for updates, and sends nothing.', 'update release'),
  file: line('about', 'Settings file', 'All of this but what is of one cluster; those stand in registry.json beside it.', 'json path'),
} as const satisfies Record<string, SettingLine>

export type SettingId = keyof typeof settingLines

/** Whether words (all of them) are found in a setting. */
export function settingMatches(id: SettingId, words: string): boolean {
  const { section, title, about, words: more } = settingLines[id]
  const part = settingsSections.find((one) => one.id === section)?.title ?? ''
  const text = `${part} ${title} ${about} ${more}`.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** The settings that words find, by section, in their order. */
export function settingsFound(words: string): readonly { id: SettingsSection; title: string; lines: readonly SettingId[] }[] {
  const all = (Object.keys(settingLines) as SettingId[]).filter((id) => settingMatches(id, words))
  return settingsSections.flatMap(({ id, title }) => {
    const lines = all.filter((one) => settingLines[one].section === id)
    return lines.length === 0 ? [] : [{ id, title, lines }]
  })
}
