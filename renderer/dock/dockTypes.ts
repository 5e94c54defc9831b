import type { Component } from 'vue'
import { ListTodo, ScrollText, SquareTerminal } from '@lucide/vue'

/** One type of tab in the dock. */
export interface DockType {
  /** What its tab is called when nobody says a title. */
  title: string
  icon: Component
  /** Its component, loaded when a tab of the type is shown for the first time. It takes DockTabProps (dockTabProps.ts). */
  load: () => Promise<Component>
  /** True: its tabs come back with the session, since their properties are all they are made of. */
  returns: boolean
}

/** The types of tabs, by name. A new one is one line here. */
export const dockTypes = {
  operations: {
    title: 'Operations',
    icon: ListTodo,
    load: async (): Promise<Component> => (await import('./OperationsTab.vue')).default,
    returns: true,
  },
  logs: {
    title: 'Logs',
    icon: ScrollText,
    load: async (): Promise<Component> => (await import('../logs/LogsTab.vue')).default,
    returns: true,
  },
  terminal: {
    title: 'Terminal',
    icon: SquareTerminal,
    load: async (): Promise<Component> => (await import('../terminal/TerminalTab.vue')).default,
    // a shell is never opened unasked
    returns: false,
  },
} as const satisfies Record<string, DockType>

export type DockTypeName = keyof typeof dockTypes

/** Null for a name that is no type (a session file of another version). */
export function dockType(name: string): DockType | null {
  return Object.hasOwn(dockTypes, name) ? dockTypes[name as DockTypeName] : null
}
