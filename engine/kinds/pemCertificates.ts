import { X509Certificate } from 'node:crypto'
import type { Cell, DetailSection } from '../contract/index.ts'
import { listCell, textCell } from './cells.ts'
import { list, text } from './columns.ts'
import { fieldsSection, tableSection } from './sections.ts'

/** As many certificates of one text are read; a bundle of all public authorities has about 150. How many more there are is told. */
const most = 300

const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

/** The certificates in a PEM text, one line each: whose it is, from whom, for which names, until when. Empty for an empty text. */
export function certificatesSections(title: string, pem: string): readonly DetailSection[] {
  if (pem === '') return []
  const found = pem.match(block) ?? []
  const rows = found.slice(0, most).map(certificateRow)
  const left = found.length - rows.length
  const sections = [
    tableSection(
      title,
      [
        text('subject', 'Subject', 200, { grow: true }),
        text('issuer', 'Issuer', 180),
        text('from', 'Valid from', 150),
        text('until', 'Valid until', 150),
        list('names', 'Names', 220),
        text('authority', 'Authority', 80),
      ],
      rows,
    ),
    found.length === 0 ? fieldsSection(title, [['Certificates', 'none can be read out of the text']]) : null,
    left > 0 ? fieldsSection(title, [['Not shown', `${left} more certificates`]]) : null,
  ]
  return sections.filter((section) => section !== null)
}

/** The same of a base64 text, as `caBundle` fields have it. */
export function bundleSections(title: string, bundle: string): readonly DetailSection[] {
  return bundle === '' ? [] : certificatesSections(title, Buffer.from(bundle, 'base64').toString('latin1'))
}

/** One certificate; a defect of it is told in its line. */
function certificateRow(pem: string): Cell[] {
  let read: X509Certificate
  try {
    read = new X509Certificate(pem)
  } catch (cause) {
    return [`not readable: ${cause instanceof Error ? cause.message : String(cause)}`, null, null, null, null, null]
  }
  return [
    textCell(oneLine(read.subject)),
    textCell(oneLine(read.issuer)),
    dateText(read.validFrom),
    dateText(read.validTo),
    listCell((read.subjectAltName ?? '').split(', ').filter((name) => name !== '')),
    read.ca ? 'yes' : null,
  ]
}

/** Node writes one part of a name per line. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ')
}

/** `2027-01-31 12:00Z`: the end lies ahead, and an age cannot say so. */
function dateText(written: string): string {
  const at = new Date(written)
  return Number.isNaN(at.getTime()) ? written : `${at.toISOString().slice(0, 16).replace('T', ' ')}Z`
}
