import path from 'node:path'
import { z } from 'zod'
import type { EngineError } from '../contract/index.ts'
import type { ClusterData, UserData } from './contextEntry.ts'
import { fields, readCluster, readUser, schemaMessage } from './kubeconfigEntry.ts'
import type { Parsed } from './kubeconfigEntry.ts'
import { shownName } from './shownName.ts'
import { parseYamlText } from './yamlText.ts'
import { YamlTextError } from './yamlValue.ts'
import type { YamlValue } from './yamlValue.ts'

/** Bytes. 10,000 contexts with certificates of their own are 40 MB, read in half a second; more than this is something else, or an attack. */
export const kubeconfigLimit = 64 * 1024 * 1024

/** One kubeconfig file, taken apart. */
export interface KubeconfigFile {
  file: string
  /** False: the text is no kubeconfig at all (a folder may hold such files). */
  isKubeconfig: boolean
  contexts: readonly RawContextEntry[]
  clusters: ReadonlyMap<string, Named<ClusterData>>
  users: ReadonlyMap<string, Named<UserData>>
  currentContext: string | null
  /** Problems of the file as a whole. */
  errors: readonly EngineError[]
}

interface RawContextEntry {
  name: string
  cluster: string
  user: string
  namespace: string | null
  error: EngineError | null
}

interface Named<T> {
  value: T | null
  error: EngineError | null
}

const contextSchema = z.object({ cluster: z.string().nullish(), user: z.string().nullish(), namespace: z.string().nullish() })

/** Takes a kubeconfig's text apart. Never throws for what is in the text: problems become errors of the file, or of the one entry they are in. */
export function parseKubeconfig(file: string, source: string): KubeconfigFile {
  const empty = { file, contexts: [], clusters: new Map(), users: new Map(), currentContext: null }
  let root: YamlValue
  try {
    root = parseYamlText(source.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (!(error instanceof YamlTextError)) throw error
    const place = error.line === null ? '' : ` at line ${error.line}, column ${error.column}`
    return {
      ...empty,
      isKubeconfig: looksLikeKubeconfig(source),
      errors: [
        {
          code: 'bad-input',
          message: `The file is not a kubeconfig: ${error.message}${place}.`,
          where: error.line === null ? file : `${file}:${error.line}`,
          todo: error.todo ?? 'Correct the file. Nothing of it is used until then.',
        },
      ],
    }
  }
  if (!(root instanceof Map)) {
    const message = root === null ? 'The file is empty.' : 'The file is not a kubeconfig: it is not a YAML mapping.'
    return {
      ...empty,
      isKubeconfig: false,
      errors: [{ code: 'bad-input', message, where: file, todo: 'Choose a kubeconfig, or take the file out of the sources.' }],
    }
  }
  const kind = root.get('kind')
  const known = root.has('contexts') || root.has('clusters') || root.has('users')
  if (!known || (typeof kind === 'string' && kind !== 'Config')) {
    const what = typeof kind === 'string' && kind !== 'Config' ? `it holds a ${shownName(kind)}` : 'it has no contexts, clusters or users'
    return {
      ...empty,
      isKubeconfig: kind === 'Config',
      errors: [
        {
          code: 'bad-input',
          message: `The file is not a kubeconfig: ${what}.`,
          where: file,
          todo: 'Choose a kubeconfig, or take the file out of the sources.',
        },
      ],
    }
  }
  const errors: EngineError[] = []
  const folder = path.dirname(file)
  const clusters = entries(root.get('clusters'), 'clusters', 'cluster', file, errors, (value) => readCluster(value, folder))
  const users = entries(root.get('users'), 'users', 'user', file, errors, (value) => readUser(value, folder))
  const contexts = entries(root.get('contexts'), 'contexts', 'context', file, errors, (value) => contextSchema.safeParse(fields(value)))
  const current = root.get('current-context')
  if (contexts.size === 0 && errors.length === 0) {
    errors.push({
      code: 'bad-input',
      message: 'The kubeconfig has no contexts.',
      where: file,
      todo: 'Add a context: kubectl config set-context NAME --cluster=… --user=…',
    })
  }
  return {
    file,
    isKubeconfig: true,
    contexts: [...contexts].map(([name, { value, error }]) => ({
      name,
      cluster: value?.cluster ?? '',
      user: value?.user ?? '',
      namespace: value?.namespace ?? null,
      error,
    })),
    clusters,
    users,
    currentContext: typeof current === 'string' ? current : null,
    errors,
  }
}

/** Paths of files that a kubeconfig's contexts refer to. */
export function referredFiles(config: KubeconfigFile): string[] {
  const paths: string[] = []
  for (const { value } of config.clusters.values()) if (value?.caFile && !value.caData) paths.push(value.caFile)
  for (const { value } of config.users.values()) {
    if (!value) continue
    if (value.certFile && !value.certData) paths.push(value.certFile)
    if (value.keyFile && !value.keyData) paths.push(value.keyFile)
    if (value.tokenFile) paths.push(value.tokenFile)
  }
  return paths
}

/** Whether a text that is not YAML was meant to be a kubeconfig. */
export function looksLikeKubeconfig(source: string): boolean {
  const head = source.slice(0, 100_000)
  return /^\s*"?kind"?\s*:\s*"?Config\b/m.test(head) || /^"?(current-context|contexts)"?\s*:/m.test(head)
}

/** Reads a list of `{name, <inner>: {...}}`. The first of two equal names counts, as in kubectl. */
function entries<T>(
  list: YamlValue | undefined,
  section: string,
  inner: string,
  file: string,
  errors: EngineError[],
  read: (value: Map<string, YamlValue>) => Parsed<T>,
): Map<string, Named<T>> {
  const found = new Map<string, Named<T>>()
  if (list === undefined || list === null) return found
  if (!Array.isArray(list)) {
    errors.push({
      code: 'bad-input',
      message: `${section} is not a list.`,
      where: file,
      todo: `Write ${section} as a list of entries with a name.`,
    })
    return found
  }
  list.forEach((item, index) => {
    const name = item instanceof Map ? item.get('name') : undefined
    if (!(item instanceof Map) || typeof name !== 'string' || name === '') {
      errors.push({
        code: 'bad-input',
        message: `Entry ${index + 1} of ${section} has no name.`,
        where: file,
        todo: 'Give it a name, or remove it.',
      })
      return
    }
    const where = `${file}, ${inner} ${shownName(name)}`
    if (found.has(name)) {
      errors.push({
        code: 'bad-input',
        message: `The ${inner} ${shownName(name)} is there twice; the first one counts.`,
        where: file,
        todo: `Rename or remove one of them in ${section}.`,
      })
      return
    }
    const body = item.get(inner)
    if (body !== undefined && body !== null && !(body instanceof Map)) {
      found.set(name, {
        value: null,
        error: { code: 'bad-input', message: `${inner} is not a mapping.`, where, todo: 'Correct the entry.' },
      })
      return
    }
    const parsed = read(body ?? new Map())
    if (parsed.success) found.set(name, { value: parsed.data, error: null })
    else {
      const message = typeof parsed.error === 'string' ? parsed.error : schemaMessage(parsed.error)
      found.set(name, { value: null, error: { code: 'bad-input', message, where, todo: 'Correct the entry.' } })
    }
  })
  return found
}
