import type { ObjectDirective } from 'vue'

/**
 * The text of an element that changes often. Vue gives an element that holds nothing but text a new text node with each change, which the browser lays out from
 * nothing; here the one that is there says something else.
 */
export const vWords: ObjectDirective<HTMLElement, string> = {
  created(element, { value }) {
    element.append(document.createTextNode(value))
  },
  beforeUpdate(element, { value, oldValue }) {
    if (value !== oldValue && element.firstChild !== null) element.firstChild.nodeValue = value
  },
}
