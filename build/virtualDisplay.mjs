import { spawn, spawnSync } from 'node:child_process'
import { installSystemPackages } from './aptPackages.mjs'

const START_DEADLINE_MS = 20_000

/** Whether a window can be shown as things are. */
export const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/**
 * Starts Xvfb on a free display, installing it first where that is possible.
 * @returns {Promise<{ display: string, stop: () => void }>}
 */
export async function startVirtualDisplay() {
  if (spawnSync('Xvfb', ['-help'], { stdio: 'ignore' }).error) await installSystemPackages('a virtual display (Xvfb)', ['xvfb'])
  // Xvfb itself looks for a free number and writes it to descriptor 3: no race between two that start at once
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    detached: true, // Ctrl+C in the terminal is for those who show something on it: they end first
  })
  const end = () => server.kill('SIGTERM')
  process.once('exit', end)
  const stop = () => {
    process.off('exit', end)
    end()
  }
  try {
    return { display: `:${await displayNumber(server)}`, stop }
  } catch (error) {
    stop()
    throw error
  }
}

function displayNumber(server) {
  return new Promise((resolve, reject) => {
    let errors = ''
    let number = ''
    const timer = setTimeout(
      () => reject(new Error(`Xvfb did not start within ${START_DEADLINE_MS / 1000} s. ${errors}`)),
      START_DEADLINE_MS,
    )
    server.on('error', reject)
    server.on('exit', (code) => reject(new Error(`Xvfb ended with ${code}. ${errors}`)))
    server.stderr.on('data', (data) => (errors += data))
    server.stdio[3].on('data', (data) => {
      number += data
      if (!number.includes('\n')) return
      clearTimeout(timer)
      for (const stream of [server, server.stderr, server.stdio[3]]) stream.unref?.()
      resolve(number.trim())
    })
  })
}
