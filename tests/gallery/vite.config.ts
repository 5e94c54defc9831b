import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** The gallery is built beside the window's own page, for the same runtime and under the same policy; packages leave the folder out. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [vue()],
  build: {
    outDir: fileURLToPath(new URL('../../out/renderer/gallery', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome108',
    cssMinify: 'lightningcss',
    cssTarget: 'chrome108',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 5000,
  },
})
