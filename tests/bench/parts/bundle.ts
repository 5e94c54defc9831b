import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Bundles one part of a bench with the engine in it, as the app is bundled: no type is stripped in the measured process. Answers the script. */
export async function bundle(part: string): Promise<string> {
  const built = await rolldown({
    input: join(root, 'tests/bench/parts', part),
    platform: 'node',
    external: ['sql.js', '@kubernetes/client-node'],
    logLevel: 'warn',
  })
  const dir = join(root, 'node_modules/.cache/kubilitics-bench')
  const { output } = await built.write({ dir, format: 'esm', entryFileNames: '[name].mjs' })
  await built.close()
  return join(dir, output[0].fileName)
}
