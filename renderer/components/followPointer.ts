/** Follows a pointer that went down on an element until it is let go, wherever it goes meanwhile; told is how far it is from where it began, in pixels. */
export function followPointer(event: PointerEvent, moved: (x: number, y: number) => void): void {
  const grip = event.currentTarget as HTMLElement // whoever listens has one
  grip.setPointerCapture(event.pointerId)
  const move = (next: PointerEvent): void => {
    moved(next.clientX - event.clientX, next.clientY - event.clientY)
  }
  grip.addEventListener('pointermove', move)
  grip.addEventListener(
    'lostpointercapture',
    () => {
      grip.removeEventListener('pointermove', move)
    },
    { once: true },
  )
}
