import type { OrderPace } from '../rows/shownOrder.ts'

/**
 * Milliseconds between two orders of the rows in sight, where these change by themselves. Nobody reads rows that change places more often, and each order may
 * be a whole screen drawn anew; what stands in the cells does not wait for it (ADR 19).
 */
export const orderPace = 200

/** The same, as a list is told of it. */
export const pace: OrderPace = {
  ms: orderPace,
  after: (ms, task) => {
    const timer = setTimeout(task, ms)
    return () => {
      clearTimeout(timer)
    }
  },
}
