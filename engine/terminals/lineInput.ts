/** What typing does where no terminal is on the other side. */
interface TypedText {
  /** Shown at once. */
  echo: string
  /** Whole lines, to be sent. */
  send: string
  /** Ctrl-D on an empty line: the input ends. */
  end: boolean
}

/** Most that one line may hold, in UTF-16 units: what terminals hold, generously. */
const longestLine = 65_536

/**
 * Takes typing for a container that reads its input and has no terminal: nobody there draws what is typed, or takes a backspace for one. Lines are
 * held until Enter, as terminals in their usual mode do.
 */
export class LineInput {
  #line = ''

  take(text: string): TypedText {
    let echo = ''
    let send = ''
    let end = false
    // arrow keys and the like mean nothing here
    for (const char of text.replace(/\u001b(?:\[[0-9;]{0,20}[A-Za-z~]|O.)?/g, '')) {
      if (char === '\r' || char === '\n') {
        send += `${this.#line}\n`
        echo += '\r\n'
        this.#line = ''
      } else if (char === '\u007f' || char === '\b') {
        if (this.#line === '') continue
        this.#line = Array.from(this.#line).slice(0, -1).join('')
        echo += '\b \b'
      } else if (char === '\u0004') {
        if (this.#line === '') end = true
        else send += this.#line
        this.#line = ''
      } else if (char >= ' ' && this.#line.length < longestLine) {
        this.#line += char
        echo += char
      }
    }
    return { echo, send, end }
  }
}
