import type { ObjectId } from '../../engine/contract/index.ts'
import { parseObjectId } from '../../engine/contract/index.ts'

type Fields = Readonly<Record<string, unknown>>

// What text that was kept may hold: each says whether a value of it is what it should be.
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
export const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 2000
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
export const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText)
export const isObject = (value: unknown): value is ObjectId => isText(value) && parseObjectId(value) !== null
export const orNull =
  <T>(is: (value: unknown) => value is T) =>
  (value: unknown): value is T | null =>
    value === null || is(value)
