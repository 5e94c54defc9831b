/** Where a key moves the cursor of a table of `count` slots; null when the key does not move it. */
export function tableMove(key: string, cursor: number, count: number, page: number): number | null {
  const last = Math.max(0, count - 1)
  const clamp = (index: number): number => Math.max(0, Math.min(last, index))
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return clamp(cursor + 1)
    case 'k':
    case 'ArrowUp':
      return clamp(cursor < 0 ? last : cursor - 1)
    case 'g':
    case 'Home':
      return 0
    case 'G':
    case 'End':
      return last
    case 'PageDown':
      return clamp(cursor + page)
    case 'PageUp':
      return clamp(cursor - page)
    default:
      return null
  }
}
