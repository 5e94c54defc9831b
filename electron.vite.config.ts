import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * The oldest runtime the bundle must run on: the stand-in of `build/standIn.mjs` (Node 16.17, Chrome 108). One bundle for
 * it and for the Electron of package.json, so that what is tested is what is shipped.
 */
const NODE = 'node16.17'
const CHROME = 'chrome108'

/** Everything from node_modules is bundled: the packaged app has no node_modules. CommonJS, because the stand-in adds to Node's modules. */
const output = { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' } as const

const layoutWorker = at('./engine/layout/worker.ts')

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      target: NODE,
      rolldownOptions: {
        input: {
          index: at('./main/index.ts'),
          engine: at('./engine/worker.ts'),
          ...(existsSync(layoutWorker) ? { layout: layoutWorker } : {}),
          drawing: at('./engine/export/worker.ts'),
        },
        output,
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: NODE,
      rolldownOptions: { input: { index: at('./preload/index.ts') }, output },
    },
  },
  renderer: {
    root: at('./renderer'),
    plugins: [vue()],
    build: {
      outDir: at('./out/renderer'),
      emptyOutDir: true,
      target: CHROME,
      // electron-vite turns minifying off, and with it the lowering of CSS (nesting, oklch, light-dark) to the target
      minify: true,
      cssMinify: 'lightningcss',
      cssTarget: CHROME,
      // The page's policy loads fonts and pictures from its own origin only, so nothing becomes a data: address
      assetsInlineLimit: 0,
      // In kB: the page comes from the disk, so one big file costs nothing
      chunkSizeWarningLimit: 5000,
      rolldownOptions: { input: { index: at('./renderer/index.html') } },
    },
  },
})
