import { spawn } from 'node:child_process'
import { exitCode, root } from './setUp.mjs'

/**
 * Runs a script of node_modules or of this folder with the Node of this process.
 * @param {string[]} command script and arguments, relative to the checkout
 * @param {{ env?: NodeJS.ProcessEnv, show?: boolean, echo?: boolean, deadlineMs?: number }} [options] `show`: it writes to this
 * terminal itself; `echo`: its output is collected, and shown as it comes
 * @returns {Promise<{ code: number, output: string, seconds: number }>}
 */
export function runTool(command, { env = {}, show = false, echo = false, deadlineMs = 20 * 60_000 } = {}) {
  const start = performance.now()
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    timeout: deadlineMs,
  })
  const stop = () => child.kill('SIGTERM')
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, stop)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      output += data
      if (echo) process.stdout.write(data)
    })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.off(name, stop)
      if (signal) output += `\nended by ${signal} after ${Math.round((performance.now() - start) / 1000)} s\n`
      resolve({ code: exitCode(code, signal), output, seconds: (performance.now() - start) / 1000 })
    })
  })
}
