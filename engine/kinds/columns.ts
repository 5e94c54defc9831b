import type { Column } from '../contract/index.ts'

type Extra = Pick<Column, 'grow' | 'wide'>

/** Left-aligned text. */
export function text(id: string, title: string, width = 140, extra: Extra = {}): Column {
  return { id, title, type: 'text', align: 'start', width, ...extra }
}

/** A figure, right-aligned. */
export function figure(id: string, title: string, width = 80, extra: Extra = {}): Column {
  return { id, title, type: 'number', align: 'end', width, ...extra }
}

/** A moment, drawn as an age. */
export function time(id: string, title: string, width = 88, extra: Extra = {}): Column {
  return { id, title, type: 'time', align: 'end', width, ...extra }
}

/** Kubernetes' word in its health colour. */
export function status(id = 'status', title = 'Status', width = 140, extra: Extra = {}): Column {
  return { id, title, type: 'status', align: 'start', width, ...extra }
}

/** `2/3`. */
export function ratio(id = 'ready', title = 'Ready', width = 64, extra: Extra = {}): Column {
  return { id, title, type: 'ratio', align: 'start', width, ...extra }
}

/** An amount with a unit. */
export function amount(id: string, title: string, width = 88, extra: Extra = {}): Column {
  return { id, title, type: 'quantity', align: 'end', width, ...extra }
}

/** Several texts. */
export function list(id: string, title: string, width = 180, extra: Extra = {}): Column {
  return { id, title, type: 'list', align: 'start', width, ...extra }
}

/** Another object. */
export function ref(id: string, title: string, width = 160, extra: Extra = {}): Column {
  return { id, title, type: 'ref', align: 'start', width, ...extra }
}

/** The age every kind has. */
export const age: Column = { id: 'age', title: 'Age', type: 'time', align: 'end', width: 64 }

/** What `kubectl get -o wide` adds to every workload. */
export const templateColumns: readonly Column[] = [
  list('containers', 'Containers', 160, { wide: true }),
  list('images', 'Images', 280, { wide: true }),
  text('selector', 'Selector', 220, { wide: true }),
]
