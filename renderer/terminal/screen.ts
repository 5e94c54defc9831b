import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { screenTheme } from './screenTheme.ts'
import { reducedMotion } from '../styles/reducedMotion.ts'
import { styledDocument } from './styledDocument.ts'
import { actionOf, chord } from '../keyboard/keymap.ts'

/** What keys do that a terminal leaves to the window, whichever keys these are. */
const leaving: ReadonlySet<string> = new Set(['next-region', 'previous-region', 'dock'])

/** What a screen tells its terminal. */
export interface ScreenEvents {
  typed(text: string): void
  resized(columns: number, rows: number): void
  /** It has more to draw than it should; with false: it has drawn most of it. */
  behind(is: boolean): void
  /** Text is about to be pasted; nothing is typed before {@link TerminalScreen.paste}. */
  pasting(text: string): void
  copy(text: string): void
  find(): void
}

/** Characters that are drawn at once: xterm.js looks at the clock between two writes only, and the window wants its turn. */
const piece = 4_096
/** Characters not drawn yet from which on no more are taken, and until which. */
const mostBehind = 256_000
const leastBehind = 32_000
/** Lines that can be scrolled back to. */
const scrollback = 10_000
/** What a program could do outside of its screen: titles, clipboard, links, colours of the window. */
const refusedCodes = [0, 1, 2, 4, 8, 9, 10, 11, 12, 50, 52, 104, 110, 111, 112, 777, 1337]

/** xterm.js with what is safe of it: the one place that knows it. */
export class TerminalScreen {
  readonly #terminal: Terminal
  readonly #fit = new FitAddon()
  readonly #search = new SearchAddon()
  readonly #resizing: ResizeObserver
  readonly #host: HTMLElement
  readonly #onPaste: (event: ClipboardEvent) => void
  readonly #dropStyles: () => void
  readonly #events: ScreenEvents
  #waiting = 0
  #isBehind = false

  constructor(host: HTMLElement, label: string, events: ScreenEvents) {
    this.#host = host
    this.#events = events
    const styled = styledDocument(document)
    this.#dropStyles = styled.drop
    this.#terminal = new Terminal({
      documentOverride: styled.document,
      fontFamily: getComputedStyle(host).fontFamily,
      fontSize: 12,
      lineHeight: 1.2,
      scrollback,
      cursorBlink: !reducedMotion(),
      screenReaderMode: true,
      minimumContrastRatio: 4.5,
      allowProposedApi: false,
      linkHandler: { activate: () => undefined },
      theme: screenTheme(host),
    })
    for (const code of refusedCodes) this.#terminal.parser.registerOscHandler(code, () => true)
    this.#terminal.loadAddon(this.#fit)
    this.#terminal.loadAddon(this.#search)
    styled.whileOpening(() => this.#terminal.open(host))
    this.#terminal.textarea?.setAttribute('aria-label', label)
    this.#terminal.textarea?.setAttribute('data-dock-focus', '')
    this.#terminal.onData((text) => events.typed(text))
    this.#terminal.onResize(({ cols, rows }) => events.resized(cols, rows))
    this.#terminal.attachCustomKeyEventHandler((event) => this.#isForShell(event, events))
    // before xterm sees it: text of several lines would run as it is pasted
    this.#onPaste = (event) => {
      event.preventDefault()
      event.stopPropagation()
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (text !== '') events.pasting(text)
    }
    host.addEventListener('paste', this.#onPaste, true)
    this.#resizing = new ResizeObserver(() => this.fit())
    this.#resizing.observe(host)
    this.fit()
  }

  get size(): { columns: number; rows: number } {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows }
  }

  get selection(): string {
    return this.#terminal.getSelection()
  }

  write(text: string): void {
    for (let at = 0; at < text.length; at += piece) {
      const part = text.slice(at, at + piece)
      this.#waiting += part.length
      this.#terminal.write(part, () => {
        this.#waiting -= part.length
        this.#tellBehind()
      })
    }
    this.#tellBehind()
  }

  #tellBehind(): void {
    const is = this.#waiting > (this.#isBehind ? leastBehind : mostBehind)
    if (is === this.#isBehind) return
    this.#isBehind = is
    this.#events.behind(is)
  }

  paste(text: string): void {
    this.#terminal.paste(text)
  }

  /** An empty screen, for a new session. */
  reset(): void {
    this.#terminal.reset()
  }

  focus(): void {
    this.#terminal.focus()
  }

  fit(): void {
    if (this.#host.clientWidth > 0 && this.#host.clientHeight > 0) this.#fit.fit()
  }

  find(words: string, back: boolean): boolean {
    if (words === '') return false
    return back ? this.#search.findPrevious(words) : this.#search.findNext(words)
  }

  retheme(): void {
    this.#terminal.options.theme = screenTheme(this.#host)
  }

  close(): void {
    this.#resizing.disconnect()
    this.#host.removeEventListener('paste', this.#onPaste, true)
    this.#terminal.dispose()
    this.#dropStyles()
  }

  /** Keys that leave the terminal stay the window's, so that nobody is caught in it; copying and finding have a Shift more than usual. */
  #isForShell(event: KeyboardEvent, events: ScreenEvents): boolean {
    if (leaving.has(actionOf(event, 'anywhere') ?? '')) return false
    // with Command no Shift is needed, since no shell hears it
    const pressed = event.metaKey ? { key: event.key, ctrlKey: true, metaKey: false, altKey: event.altKey, shiftKey: true } : event
    switch (actionOf(pressed, 'terminal')) {
      case 'terminal-copy':
        if (event.type === 'keydown' && this.selection !== '') events.copy(this.selection)
        event.preventDefault()
        return false
      case 'terminal-find':
        if (event.type === 'keydown') events.find()
        event.preventDefault()
        return false
      default:
        // the browser's own paste follows
        return chord(pressed) !== 'Ctrl Shift V'
    }
  }
}
