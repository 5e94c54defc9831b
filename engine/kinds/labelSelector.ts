import { pairs, recs, rec, str, strs } from './fields.ts'

/** `a=1,b=2` in key order, '' when there are none. Source of the rule: FormatLabels in k8s.io/apimachinery/pkg/labels. */
export function labelsText(labels: unknown): string {
  return pairs(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
}

/** A LabelSelector as kubectl writes it (`app=web,tier in (a,b),!old`), '' when it is missing or empty. */
export function selectorText(selector: unknown): string {
  const terms: (readonly [string, string])[] = pairs(rec(selector).matchLabels).map(([key, value]) => [key, `${key}=${value}`])
  for (const expression of recs(rec(selector).matchExpressions)) {
    const key = str(expression.key)
    const values = [...strs(expression.values)].sort().join(',')
    switch (expression.operator) {
      case 'In':
        terms.push([key, `${key} in (${values})`])
        break
      case 'NotIn':
        terms.push([key, `${key} notin (${values})`])
        break
      case 'Exists':
        terms.push([key, key])
        break
      case 'DoesNotExist':
        terms.push([key, `!${key}`])
        break
      default:
        terms.push([key, `${key} ${str(expression.operator)} (${values})`])
    }
  }
  return terms
    .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
    .map(([, term]) => term)
    .join(',')
}
