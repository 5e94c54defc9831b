import { test as base } from '@playwright/test'
import { hasDisplay, startVirtualDisplay } from '../../build/virtualDisplay.mjs'

/** Tests with windows. Where there is no display, each worker has a virtual one to itself: windows of one share its focus and its clipboard. */
export const test = base.extend<object, { display: void }>({
  display: [
    async ({}, use) => {
      const own = hasDisplay() ? null : await startVirtualDisplay()
      if (own !== null) process.env['DISPLAY'] = own.display
      await use()
      own?.stop()
    },
    { scope: 'worker', auto: true },
  ],
})
