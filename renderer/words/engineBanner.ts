import type { Connection } from '../engine/client.ts'
import { clockTime } from './age.ts'
import type { Banner } from './banner.ts'

/** What is to be said about the engine, over any view. */
export function engineBanner(connection: Connection, restartedAt: number | null, now: number): Banner | null {
  if (connection.state === 'gone') {
    return connection.willRestart
      ? {
          id: 'engine',
          shape: 'warn',
          tint: 'warn',
          what: 'The engine stopped, it starts again',
          why: `${connection.why}. What is shown is the last picture.`,
          actions: [],
        }
      : {
          id: 'engine',
          shape: 'fail',
          tint: 'fail',
          what: 'The engine stopped and was given up on',
          why: `${connection.why}. What is shown is the last picture.`,
          actions: [{ action: 'restart-engine', label: 'Start it again' }],
        }
  }
  if (restartedAt !== null) {
    return {
      id: 'engine',
      shape: 'prog',
      tint: 'prog',
      what: `Engine restarted at ${clockTime(restartedAt, now)}`,
      why: 'Open clusters connect again; until then their pictures are marked stale.',
      actions: [{ action: 'dismiss', label: 'Dismiss' }],
    }
  }
  return null
}
