import { visibleText } from '../contract/index.ts'

/** A line read as fields. */
export interface LineFields {
  format: 'json' | 'logfmt' | 'klog' | 'text'
  fields: readonly { name: string; value: string }[]
}

const mostFields = 300
const deepest = 8
const longestValue = 16_384

const klogHead = /^([IWEF])(\d{4} \d\d:\d\d:\d\d(?:\.\d+)?)\s+(\d+) ([^\s\]]{1,200}:\d+)\] (.*)$/s
const pair = /(?:^|\s)([A-Za-z_][\w./-]{0,100})=("(?:[^"\\]|\\.){0,16384}"|[^\s"]{0,16384})/g

/** Whether a line looks as if it had fields: cheap, asked for every line on screen. */
export function mayHaveFields(text: string): boolean {
  const first = text.trimStart().charAt(0)
  if (first === '{') return text.trimEnd().endsWith('}')
  return /^[IWEF]\d{4} \d\d:\d\d/.test(text) || /(?:^|\s)[A-Za-z_][\w.-]{0,60}=\S/.test(text.slice(0, 2000))
}

/** Reads the fields of a line: JSON, klog or logfmt. Names and values are made safe to draw. */
export function lineFields(text: string): LineFields {
  const trimmed = text.trim()
  if (trimmed.startsWith('{')) {
    const fields = ofJson(trimmed)
    if (fields !== null) return { format: 'json', fields: shown(fields) }
  }
  const klog = klogHead.exec(trimmed)
  if (klog !== null) {
    const [, severity = '', time = '', thread = '', place = '', message = ''] = klog
    const fields = [
      { name: 'severity', value: severity },
      { name: 'time', value: time },
      { name: 'thread', value: thread },
      { name: 'place', value: place },
      { name: 'message', value: message.replace(pair, '').trim() },
      ...ofLogfmt(message),
    ]
    return { format: 'klog', fields: shown(fields) }
  }
  const fields = ofLogfmt(trimmed)
  return fields.length === 0 ? { format: 'text', fields } : { format: 'logfmt', fields: shown(fields) }
}

function ofJson(text: string): { name: string; value: string }[] | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null // cut off, or no JSON after all: it is shown as text
  }
  if (typeof parsed !== 'object' || parsed === null) return null
  const fields: { name: string; value: string }[] = []
  const walk = (value: unknown, name: string, depth: number): void => {
    if (fields.length >= mostFields) return
    if (typeof value === 'object' && value !== null && depth < deepest && Object.keys(value).length > 0) {
      for (const [key, member] of Object.entries(value)) walk(member, name === '' ? key : `${name}.${key}`, depth + 1)
      return
    }
    fields.push({ name, value: typeof value === 'string' ? value : JSON.stringify(value) })
  }
  walk(parsed, '', 0)
  return fields
}

function ofLogfmt(text: string): { name: string; value: string }[] {
  const fields: { name: string; value: string }[] = []
  for (const match of text.matchAll(pair)) {
    if (fields.length >= mostFields) break
    const [, name = '', value = ''] = match
    fields.push({
      name,
      value: value.startsWith('"')
        ? value
            .slice(1, -1)
            .replace(/\\(["\\])/g, '$1')
            .replace(/\\n/g, '\n')
        : value,
    })
  }
  return fields
}

function shown(fields: readonly { name: string; value: string }[]): { name: string; value: string }[] {
  return fields.map(({ name, value }) => ({ name: visibleText(name, 300), value: visibleText(value, longestValue) }))
}
