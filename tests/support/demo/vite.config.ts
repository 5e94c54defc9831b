import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [vue()],
  build: { outDir: '/tmp/kubilitics-demo', emptyOutDir: true, target: 'esnext', assetsInlineLimit: 0 },
})
