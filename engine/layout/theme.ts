import type { HealthLevel } from '../contract/index.ts'

/** Colours of a picture. */
export interface Theme extends Record<HealthLevel, string> {
  field: string
  space: string
  spaceLine: string
  card: string
  cardLine: string
  tile: string
  tileLine: string
  well: string
  text: string
  text2: string
  text3: string
  accent: string
  need: string
  policy: string
  other: string
  warnText: string
  failText: string
  failBack: string
  warnBack: string
}

/** The design tokens as sRGB, so that every reader of SVG agrees. */
export const themes: Readonly<Record<'dark' | 'light', Theme>> = {
  dark: {
    field: '#0b0c0f',
    space: '#131519',
    spaceLine: '#282b31',
    card: '#1b1d22',
    cardLine: '#31343c',
    tile: '#292c32',
    tileLine: '#41454e',
    well: '#17191e',
    text: '#f0f2f4',
    text2: '#c1c4cb',
    text3: '#9a9ea7',
    accent: '#8d9df5',
    need: '#6f7581',
    policy: '#b291ba',
    other: '#585e69',
    healthy: '#5fce8c',
    progressing: '#67c5ec',
    warning: '#ecba56',
    failing: '#fb817c',
    paused: '#b4a8c3',
    unknown: '#70757e',
    warnText: '#ecba56',
    failText: '#ff958e',
    failBack: '#391b1a',
    warnBack: '#30250f',
  },
  light: {
    field: '#eff0f3',
    space: '#f7f8fa',
    spaceLine: '#d3d6db',
    card: '#ffffff',
    cardLine: '#d2d4da',
    tile: '#f3f4f8',
    tileLine: '#c6c9d0',
    well: '#e9ebef',
    text: '#16181e',
    text2: '#44484e',
    text3: '#5d6067',
    accent: '#454bc0',
    need: '#858993',
    policy: '#9558a3',
    other: '#a0a5ae',
    healthy: '#1a9951',
    progressing: '#0e84b7',
    warning: '#c37902',
    failing: '#d42325',
    paused: '#817393',
    unknown: '#9598a0',
    warnText: '#8d5406',
    failText: '#b7191c',
    failBack: '#ffeae8',
    warnBack: '#fef2d9',
  },
}
