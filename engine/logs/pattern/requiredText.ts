import type { CodeRanges, PatternNode } from './patternNode.ts'

/** Shorter texts are in too many lines to be worth looking for. */
const shortest = 2

/**
 * An ASCII text that stands in everything an expression matches (in either case, where the expression does not care); null when there is none.
 * Looking for it first spares most lines the expression itself.
 */
export function requiredText(node: PatternNode): string | null {
  const text = longestIn(node)
  return text.length >= shortest ? text : null
}

/** The expression is nothing but this text. */
export function plainText(node: PatternNode): string | null {
  const plain = node.type === 'set' || (node.type === 'sequence' && node.parts.every((part) => part.type === 'set'))
  const text = plain ? wholeText(node) : null
  return text === null || text.length < shortest ? null : text
}

function longestIn(node: PatternNode): string {
  switch (node.type) {
    case 'sequence': {
      let longest = ''
      let run = ''
      const take = (text: string): void => {
        if (text.length > longest.length) longest = text
      }
      for (const part of node.parts) {
        const text = wholeText(part)
        if (text !== null) run += text
        else {
          take(run)
          take(longestIn(part))
          run = ''
        }
      }
      take(run)
      return longest
    }
    case 'repeat':
      return node.least > 0 ? longestIn(node.node) : ''
    default:
      return wholeText(node) ?? ''
  }
}

/** The only text that a part matches; null when it matches several, or characters beyond ASCII. */
function wholeText(node: PatternNode): string | null {
  switch (node.type) {
    case 'empty':
    case 'assertion':
      return ''
    case 'set':
      return oneLetter(node.ranges)
    case 'sequence': {
      const parts = node.parts.map(wholeText)
      return parts.includes(null) ? null : parts.join('')
    }
    default:
      return null
  }
}

function oneLetter(ranges: CodeRanges): string | null {
  const [first, second] = ranges
  if (first === undefined || first[0] !== first[1] || first[0] > 0x7e || ranges.length > 2) return null
  const letter = String.fromCharCode(first[0])
  if (second === undefined) return letter
  // both cases of one letter, as ignoring case makes them
  return second[0] === second[1] && String.fromCharCode(second[0]) === letter.toLowerCase() && letter !== letter.toLowerCase()
    ? letter
    : null
}
