/**
 * The document as xterm.js sees it: its style elements, which the page's policy forbids, are style sheets that are adopted. Everything else is the
 * document itself.
 */
export function styledDocument(real: Document): { document: Document; drop: () => void } {
  const sheets = new Set<CSSStyleSheet>()
  const forget = (sheet: CSSStyleSheet): void => {
    sheets.delete(sheet)
    real.adoptedStyleSheets = real.adoptedStyleSheets.filter((each) => each !== sheet)
  }

  function styleElement(): HTMLElement {
    const sheet = new CSSStyleSheet()
    sheets.add(sheet)
    real.adoptedStyleSheets = [...real.adoptedStyleSheets, sheet]
    const element = real.createElement('template')
    let text = ''
    Object.defineProperty(element, 'textContent', {
      get: () => text,
      set: (next: string) => {
        text = next
        sheet.replaceSync(next)
      },
    })
    const remove = element.remove.bind(element)
    element.remove = () => {
      remove()
      forget(sheet)
    }
    return element
  }

  const document = new Proxy(real, {
    get(target, name) {
      if (name === 'createElement')
        return (tag: string, options?: ElementCreationOptions) =>
          tag.toLowerCase() === 'style' ? styleElement() : target.createElement(tag, options)
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value
    },
  })
  return {
    document,
    drop: () => {
      for (const sheet of sheets) forget(sheet)
    },
  }
}
