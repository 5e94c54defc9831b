import type { Cell, Column, KindId } from '../contract/index.ts'

/** The values of a row, by column id, as short text. */
type Row = (id: string) => string

const imageName = (image: string): string => (image.split('@')[0] ?? '').split('/').pop() ?? ''

const images = (row: Row): string => row('images').split(', ').map(imageName).join(', ')

const keys = (row: Row): string => (row('data') === '' ? '' : row('data') === '1' ? '1 key' : `${row('data')} keys`)

/** What a tile says beside its name, from the cells of the object's row. */
const texts: Readonly<Record<KindId, (row: Row) => string>> = {
  'core/Service': (row) => (row('type') === 'ExternalName' ? 'external' : ports(row('ports'))),
  'core/ConfigMap': keys,
  'core/Secret': keys,
  'core/PersistentVolumeClaim': (row) => row('capacity'),
  'core/PersistentVolume': (row) => row('capacity'),
  'batch/CronJob': (row) => row('schedule'),
  'apps/Deployment': images,
  'apps/StatefulSet': images,
  'apps/DaemonSet': images,
  'networking.k8s.io/Ingress': (row) => more(row('hosts')),
  'autoscaling/HorizontalPodAutoscaler': (row) => (row('maxPods') === '' ? '' : `${row('minPods')}–${row('maxPods')}`),
  'policy/PodDisruptionBudget': (row) =>
    row('minAvailable') !== '' ? `min ${row('minAvailable')}` : row('maxUnavailable') !== '' ? `max ${row('maxUnavailable')}` : '',
}

/** One short fact for the tile of an object: its port, size, schedule or image. Empty when there is none. */
export function tileText(kind: KindId, columns: readonly Column[], cells: readonly Cell[]): string {
  const write = Object.hasOwn(texts, kind) ? texts[kind] : undefined
  return write?.((id) => cellWords(cells[columns.findIndex((c) => c.id === id)])) ?? ''
}

/** `2/3` of an object's row: its ratio, or the figures that say the same (a DaemonSet has them in columns of their own). */
export function tileRatio(columns: readonly Column[], cells: readonly Cell[]): { have: number; want: number } | null {
  for (const cell of cells) if (typeof cell === 'object' && cell?.t === 'ratio') return { have: cell.have, want: cell.want }
  const [have, want] = ['ready', 'desired'].map((id) => cells[columns.findIndex((c) => c.id === id)])
  return typeof have === 'number' && typeof want === 'number' ? { have, want } : null
}

function cellWords(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'object') return String(cell)
  if (cell.t === 'list') return cell.items.join(', ')
  return cell.t === 'quantity' || cell.t === 'status' || cell.t === 'ref' ? cell.text : ''
}

/** `80:30080/TCP, 443/TCP`: `:80 +1`. */
function ports(text: string): string {
  const first = /^\d+/.exec(text)?.[0]
  return first === undefined ? '' : more(text).replace(/^[^ ]*/, `:${first}`)
}

/** The first of several, and how many more. */
function more(text: string): string {
  const [first = '', ...rest] = text.split(', ')
  return rest.length === 0 ? first : `${first} +${rest.length}`
}
