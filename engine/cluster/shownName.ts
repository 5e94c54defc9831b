/** A name out of a file on its way into a message: control characters and length tamed. */
export function shownName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}]+/gu, '�')
  return plain.length > 120 ? `${plain.slice(0, 120)}…` : plain
}
