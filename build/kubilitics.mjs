#!/usr/bin/env node
/** The command line from a checkout: sets up what is missing, then runs it with the pinned Node, straight from its sources. */
import { join } from 'node:path'
import { installed, root, runOnPinnedNode } from './setUp.mjs'

await installed()
await runOnPinnedNode([join(root, 'engine/cli/main.ts'), ...process.argv.slice(2)])
