import { engineMethods, err } from '../contract/index.ts'
import type { EngineApi, Result } from '../contract/index.ts'
import { checkArguments } from './arguments.ts'
import { toEngineError } from './toEngineError.ts'

/** The only Comlink message that passes: a call of a declared method with plain arguments. */
export interface GatedCall {
  id: string
  type: 'APPLY'
  path: [keyof EngineApi]
  argumentList: { type: 'RAW'; value: unknown }[]
}

/** No method takes more; anything longer is not ours. */
const mostArguments = 8

/**
 * Comlink's `expose` also answers GET, SET, CONSTRUCT and ENDPOINT along any path, prototypes included. This lets through nothing but
 * calls of declared methods, rebuilt from checked parts. Null: not for us.
 */
export function gate(message: unknown): GatedCall | null {
  if (!isPlain(message)) return null
  const { id, type, path, argumentList } = message
  if (type !== 'APPLY' || typeof id !== 'string' || id.length === 0 || id.length > 100) return null
  if (!Array.isArray(path) || path.length !== 1 || !isMethod(path[0])) return null
  if (!Array.isArray(argumentList) || argumentList.length > mostArguments) return null
  const args: GatedCall['argumentList'] = []
  for (const argument of argumentList) {
    // HANDLER values would reach Comlink's transfer handlers: proxies and made-up errors
    if (!isPlain(argument) || argument['type'] !== 'RAW') return null
    args.push({ type: 'RAW', value: argument['value'] })
  }
  return { id, type, path: [path[0]], argumentList: args }
}

/**
 * The object that Comlink exposes: no prototype, one function per declared method, which checks its arguments and turns everything
 * thrown into a Result.
 */
export function guarded(api: EngineApi): Readonly<Record<keyof EngineApi, (...args: unknown[]) => Promise<Result<unknown>>>> {
  const methods = Object.create(null) as Record<keyof EngineApi, (...args: unknown[]) => Promise<Result<unknown>>>
  for (const method of Object.keys(engineMethods) as (keyof EngineApi)[]) {
    methods[method] = async (...args) => {
      const checked = checkArguments(method, args)
      if (!checked.ok) return checked
      try {
        // the arguments were checked against this very method's parameters
        return await (api[method] as (...checked: unknown[]) => Promise<Result<unknown>>).apply(api, checked.value)
      } catch (thrown) {
        return err(toEngineError(thrown, method))
      }
    }
  }
  return Object.freeze(methods)
}

function isMethod(name: unknown): name is keyof EngineApi {
  return typeof name === 'string' && Object.hasOwn(engineMethods, name)
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
