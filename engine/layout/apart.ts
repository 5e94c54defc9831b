/** A box by its centre. */
export interface CentredBox {
  id: string
  x: number
  y: number
  w: number
  h: number
}

const rounds = 300

/** Pushes boxes apart until none overlap, each pair along the shorter way; repeatable, since boxes are taken by id. */
export function pushApart(boxes: readonly CentredBox[], gap: number): void {
  const order = [...boxes].sort((a, b) => (a.id < b.id ? -1 : 1))
  for (let round = 0; round < rounds; round++) {
    let moved = false
    for (let i = 0; i < order.length; i++) {
      for (let j = i + 1; j < order.length; j++) {
        const a = order[i] as CentredBox // i and j are in range
        const b = order[j] as CentredBox
        const dx = (a.w + b.w) / 2 + gap - Math.abs(a.x - b.x)
        const dy = (a.h + b.h) / 2 + gap - Math.abs(a.y - b.y)
        if (dx <= 0 || dy <= 0) continue
        moved = true
        if (dy <= dx) {
          const push = (a.y <= b.y ? 1 : -1) * (dy / 2 + 0.5)
          a.y -= push
          b.y += push
        } else {
          const push = (a.x <= b.x ? 1 : -1) * (dx / 2 + 0.5)
          a.x -= push
          b.x += push
        }
      }
    }
    if (!moved) return
  }
}
