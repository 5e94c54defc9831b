import type { Ref } from 'vue'
import { onMounted, onUpdated } from 'vue'
import { meant } from './keymap.ts'

/**
 * One Tab stop for a list of things: arrows (and `j` `k`) move inside, Home and End go to the ends. The things carry `data-roving`; the one marked
 * `data-roving="current"` is where Tab arrives.
 */
export function useRoving(
  container: Ref<HTMLElement | null>,
  axis: 'vertical' | 'horizontal' = 'vertical',
): { onKeydown: (event: KeyboardEvent) => void; onFocusin: (event: FocusEvent) => void } {
  const items = (): HTMLElement[] => [...(container.value?.querySelectorAll<HTMLElement>('[data-roving]:not([disabled])') ?? [])]

  function settle(stop?: HTMLElement): void {
    const all = items()
    const chosen =
      stop ?? all.find((one) => one === document.activeElement) ?? all.find((one) => one.dataset['roving'] === 'current') ?? all[0]
    for (const one of all) {
      const index = one === chosen ? '0' : '-1'
      // lists settle whenever they are drawn: what already says so is not written again, and `tabIndex` itself would ask for styles
      if (one.getAttribute('tabindex') !== index) one.setAttribute('tabindex', index)
    }
  }

  onMounted(() => {
    settle()
  })
  onUpdated(() => {
    settle()
  })

  function onFocusin(event: FocusEvent): void {
    const item = (event.target as HTMLElement | null)?.closest<HTMLElement>('[data-roving]')
    if (item) settle(item)
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.target instanceof HTMLInputElement) return
    const all = items()
    const at = all.findIndex((one) => one === document.activeElement)
    if (at < 0) return
    const forward = axis === 'vertical' ? ['ArrowDown', 'j'] : ['ArrowRight']
    const backward = axis === 'vertical' ? ['ArrowUp', 'k'] : ['ArrowLeft']
    const key = meant(event, 'lists')
    const to = forward.includes(key) ? at + 1 : backward.includes(key) ? at - 1 : key === 'Home' ? 0 : key === 'End' ? all.length - 1 : null
    if (to === null) return
    event.preventDefault()
    event.stopPropagation()
    all[Math.max(0, Math.min(all.length - 1, to))]?.focus()
  }

  return { onKeydown, onFocusin }
}
