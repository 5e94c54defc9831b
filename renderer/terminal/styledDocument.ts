/**
 * The document as xterm.js sees it: its style elements, which the page's policy forbids, are style sheets that are adopted. Everything else is the
 * document itself.
 */
export function styledDocument(real: Document): { document: Document; whileOpening: (open: () => void) => void; drop: () => void } {
  const sheets = new Set<CSSStyleSheet>()
  const forget = (sheet: CSSStyleSheet): void => {
    sheets.delete(sheet)
    real.adoptedStyleSheets = real.adoptedStyleSheets.filter((each) => each !== sheet)
  }

  function styleElement(): HTMLElement {
    const sheet = new CSSStyleSheet()
    sheets.add(sheet)
    real.adoptedStyleSheets = [...real.adoptedStyleSheets, sheet]
    const element = Document.prototype.createElement.call(real, 'template')
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
          tag.toLowerCase() === 'style' ? styleElement() : Document.prototype.createElement.call(target, tag, options)
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value
    },
  })
  return {
    document,
    // one part of xterm.js takes the window's own document whatever it is given: just while it opens, that one makes such elements as well
    whileOpening: (open) => {
      real.createElement = (tag: string, options?: ElementCreationOptions) =>
        tag.toLowerCase() === 'style' ? styleElement() : Document.prototype.createElement.call(real, tag, options)
      try {
        open()
      } finally {
        // the prototype's own shows again
        delete (real as Partial<Document>).createElement
      }
    },
    drop: () => {
      for (const sheet of sheets) forget(sheet)
    },
  }
}
