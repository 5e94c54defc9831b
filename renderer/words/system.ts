/** Whether keys are named as on a Mac. */
export const isMac = /Mac/.test(globalThis.navigator?.userAgent ?? '')
