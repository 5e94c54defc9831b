import type { Cell, Column, DetailField, DetailSection } from '../contract/index.ts'
import { deleting, listCell, timeCell } from './cells.ts'
import { pairs, rec, str, strs } from './fields.ts'
import type { KubeObject } from './kind.ts'

/** The sections that exist, in order. */
export function sectionList(...sections: readonly (DetailSection | null | readonly DetailSection[])[]): readonly DetailSection[] {
  return sections.flatMap((section) => (section === null ? [] : section))
}

/** Label and value pairs; those without a value are left out. Null when nothing is left. */
export function fieldsSection(title: string, fields: readonly (readonly [string, Cell])[]): DetailSection | null {
  const kept = fields.filter(([, value]) => value !== null && value !== '').map(([label, value]): DetailField => ({ label, value }))
  return kept.length === 0 ? null : { type: 'fields', title, fields: kept }
}

/** A small table; null without rows. A column that says nothing in any row is left out: a drawer is narrow. */
export function tableSection(title: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): DetailSection | null {
  if (rows.length === 0) return null
  const said = columns.map((_, at) => at === 0 || rows.some((row) => (row[at] ?? null) !== null && row[at] !== ''))
  const kept = <T>(list: readonly T[]): T[] => list.filter((_, at) => said[at])
  return { type: 'table', title, columns: kept(columns), rows: said.includes(false) ? rows.map(kept) : rows }
}

/** Text as it stands; null when it is empty. */
export function textSection(title: string, text: string): DetailSection | null {
  return text === '' ? null : { type: 'text', title, text }
}

/** Key and value pairs of a map of scalars; null when it is empty. */
export function labelsSection(title: string, labels: unknown): DetailSection | null {
  const entries = pairs(labels)
  return entries.length === 0 ? null : { type: 'labels', title, labels: Object.fromEntries(entries) }
}

/** Annotations that hold a whole former object: they repeat the YAML, and of a Secret they hold its values. */
const wholeObjects: ReadonlySet<string> = new Set(['kubectl.kubernetes.io/last-applied-configuration'])

/** What stands in place of a value that must not be shown. */
export const masked = '\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022'

/** Why an object that is being deleted is still there; null when it is not being deleted. */
export function deletionSection(object: KubeObject): DetailSection | null {
  if (deleting(object) === null) return null
  const meta = rec(object.metadata)
  return fieldsSection('Deletion', [
    ['Deleted', timeCell(meta.deletionTimestamp)],
    ['Grace period', typeof meta.deletionGracePeriodSeconds === 'number' ? `${meta.deletionGracePeriodSeconds} s` : null],
    ['Finalizers', listCell(strs(meta.finalizers))],
  ])
}

/** Labels, annotations and finalizers, which every object may have. Values of annotations are masked for Secrets. */
export function metadataSections(object: KubeObject, maskAnnotations: boolean): readonly DetailSection[] {
  const meta = rec(object.metadata)
  const annotations = pairs(meta.annotations).filter(([key]) => !wholeObjects.has(key))
  return sectionList(
    labelsSection('Labels', meta.labels),
    labelsSection('Annotations', Object.fromEntries(annotations.map(([key, value]) => [key, maskAnnotations ? masked : value]))),
    deleting(object) === null ? fieldsSection('Metadata', [['Finalizers', listCell(strs(meta.finalizers))]]) : null,
  )
}

/** `Deployment/web` of an object reference. */
export function referenceText(reference: unknown): string {
  const target = rec(reference)
  const kind = str(target.kind)
  return kind === '' ? str(target.name) : `${kind}/${str(target.name)}`
}
