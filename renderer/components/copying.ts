import type { InjectionKey } from 'vue'

/** Puts a text into the clipboard; given by what holds the components, since they ask nobody. Without it nothing offers to copy. */
export const copyKey: InjectionKey<(text: string) => Promise<void>> = Symbol('copy')
