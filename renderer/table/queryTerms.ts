/** The filter as a person sees it: settled terms as tokens, and the text that is being typed. */
export interface QueryParts {
  terms: readonly string[]
  text: string
}

/** A `key:value` term with a value, which becomes a token once it is settled. */
export const isTerm = (word: string): boolean => /^-?[a-z]+:./is.test(word) && quotes(word) % 2 === 0

const quotes = (text: string): number => text.split('"').length - 1

/** Splits a filter into tokens and text; order among tokens is kept. */
export function splitQuery(filter: string): QueryParts {
  const words = filter.match(/(?:"[^"]*(?:"|$)|[^\s"])+/g) ?? []
  return { terms: words.filter(isTerm), text: words.filter((word) => !isTerm(word)).join(' ') }
}

/** The filter that the engine gets. */
export function joinQuery(parts: QueryParts): string {
  return [...parts.terms, parts.text.trim()].filter((part) => part !== '').join(' ')
}

/** What typing a space or Enter does: finished terms leave the text and become tokens. */
export function settle(parts: QueryParts): QueryParts {
  if (quotes(parts.text) % 2 === 1) return parts
  const split = splitQuery(parts.text)
  // the space that was just typed stays: another word may follow
  const space = split.text !== '' && parts.text.endsWith(' ') ? ' ' : ''
  return { terms: [...parts.terms, ...split.terms.filter((term) => !parts.terms.includes(term))], text: split.text + space }
}
