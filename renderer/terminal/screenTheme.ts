import type { ITheme } from '@xterm/xterm'

/** The window's tokens as colours of a terminal. */
export function screenTheme(host: HTMLElement): ITheme {
  const style = getComputedStyle(host)
  const token = (name: string): string => plainColour(style.getPropertyValue(name).trim())
  const [ink, muted, background] = [token('--text-1'), token('--text-3'), token('--bg-sunken')]
  const [red, green, yellow, blue, magenta, cyan] = ['--fail', '--ok', '--warn', '--accent', '--code-key', '--prog'].map(token)
  return {
    foreground: ink,
    background,
    cursor: ink,
    cursorAccent: background,
    selectionBackground: token('--selected'),
    black: muted,
    white: ink,
    brightBlack: muted,
    brightWhite: ink,
    ...said({ red, green, yellow, blue, magenta, cyan }),
    ...said({ brightRed: red, brightGreen: green, brightYellow: yellow, brightBlue: blue, brightMagenta: magenta, brightCyan: cyan }),
  }
}

/** Any colour of CSS as six digits: xterm.js knows fewer ways to write one. */
function plainColour(colour: string): string {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (pen === null || colour === '') return '#808080'
  pen.fillStyle = colour
  pen.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = pen.getImageData(0, 0, 1, 1).data
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

function said(colours: Record<string, string | undefined>): ITheme {
  return Object.fromEntries(Object.entries(colours).filter(([, colour]) => colour !== undefined))
}
