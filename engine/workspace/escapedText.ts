import { Document, Scalar, visit } from 'yaml'

/**
 * Characters that turn, hide or steer text where it is shown. Data keeps them, as escapes: whoever reads the text sees that they are there, and
 * whoever parses it gets them back. The characters below U+0020 are escaped by JSON and YAML themselves.
 */
const hidden = /[\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u
const everyHidden = new RegExp(hidden.source, 'gu')

/** JSON text of a value, indented (by nothing: on one line), with hidden characters escaped. */
export function escapedJson(value: unknown, indent = 2): string {
  // such characters stand in strings only, where a JSON escape means the same
  return JSON.stringify(value, null, indent).replace(everyHidden, (found) =>
    Array.from({ length: found.length }, (_, at) => escaped('u', found.charCodeAt(at), 4)).join(''),
  )
}

/** YAML text of a value, with hidden characters escaped. */
export function escapedYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false })
  visit(document, {
    Scalar: (_, node) => {
      // only a double-quoted scalar knows escapes
      if (typeof node.value === 'string' && hidden.test(node.value)) node.type = Scalar.QUOTE_DOUBLE
    },
  })
  return document
    .toString({ lineWidth: 0 })
    .replace(everyHidden, (found) =>
      found.length === 1 ? escaped('u', found.charCodeAt(0), 4) : escaped('U', found.codePointAt(0) ?? 0, 8),
    )
}

function escaped(letter: 'u' | 'U', code: number, digits: number): string {
  return `\\${letter}${code.toString(16).padStart(digits, '0')}`
}
