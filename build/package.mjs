/**
 * `npm run package`: builds the app and packs it for this system into `release/`. Arguments go to electron-builder, for
 * instance `npm run package -- --dir` or `-- --linux deb --x64`.
 */
import { join } from 'node:path'
import { root, setUp, stop } from './setUp.mjs'

await setUp(import.meta.url)

const { buildApp } = await import('./buildApp.mjs')
const { drawIcons } = await import('./drawIcons.mjs')
const { electronRuntime } = await import('./electronRuntime.mjs')
const { runTool } = await import('./runTool.mjs')
const { standInPackaging } = await import('./standInPackaging.mjs')

const runtime = await electronRuntime().catch((error) => stop(error.message))
await buildApp()
await drawIcons(join(root, 'out/icons'))

const args = process.argv.slice(2)
const { args: extra, env } = runtime.standin ? await standInPackaging(runtime, args) : { args, env: {} }
const { code } = await runTool(['node_modules/electron-builder/cli.js', '--publish', 'never', ...extra], { env, show: true })
process.exit(code)
