import buffer from 'node:buffer'
import { createRequire } from 'node:module'
import { defineLazily } from './define.js'

// Of the built file, which is CommonJS
const load = createRequire(__filename)

let undici
let loading = false

/** undici 5 is the last one for Node 16. It asks for these globals itself while it loads. */
function fromUndici(name) {
  if (!undici) {
    if (loading) return undefined
    loading = true
    try {
      undici = load('./undici5.cjs')
    } finally {
      loading = false
    }
  }
  return undici[name]
}

for (const name of ['fetch', 'Headers', 'Request', 'Response', 'FormData', 'File']) defineLazily(globalThis, name, () => fromUndici(name))
defineLazily(buffer, 'File', () => fromUndici('File'))
