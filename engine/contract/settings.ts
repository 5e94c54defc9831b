import type { Result } from './result.ts'

/** How events of all clusters are kept beyond what their servers keep. */
export interface EventSettings {
  /** False: what a server forgets is forgotten here as well, and nothing of it is on disk. */
  keep: boolean
  /** Days since an event was last seen. */
  days: number
  /** Of one cluster, as text, in 1,000,000 bytes: the oldest go first. On disk it is packed to a part of it. */
  megabytes: number
}

/** How much of CPU and memory is remembered while somebody looks at it. */
export interface MetricsSettings {
  /** Minutes. */
  minutes: number
}

/** What every open log holds at most, of whichever is reached first. */
export interface LogSettings {
  lines: number
  /** Of memory, in 1,000,000 bytes: text and what is noted of each line. */
  megabytes: number
}

/** What the engine is told of a person's settings; the app's shell keeps them. */
export interface EngineSettings {
  events: EventSettings
  logs: LogSettings
  metrics: MetricsSettings
}

/** Least and most of each number that can be set. */
export const settingRanges = {
  eventDays: { least: 1, most: 90 },
  eventMegabytes: { least: 1, most: 500 },
  metricsMinutes: { least: 5, most: 240 },
  logLines: { least: 1_000, most: 20_000_000 },
  logMegabytes: { least: 1, most: 4_000 },
} as const

/** What holds as long as nobody chose otherwise. */
export const usualEngineSettings: EngineSettings = {
  events: { keep: true, days: 7, megabytes: 20 },
  logs: { lines: 1_000_000, megabytes: 512 },
  metrics: { minutes: 30 },
}

/** Where graphs over time of a cluster are read, when a person says so instead of having it looked for. */
export interface PrometheusSetting {
  namespace: string
  service: string
  /** Name or number of the Service's port. */
  port: string
  /** How the API server speaks to it. */
  scheme: 'http' | 'https'
  /** What Prometheus' own paths begin with: empty, or `/prometheus`. */
  path: string
}

/** Where graphs of a cluster are shown in Grafana. */
export interface GrafanaSetting {
  /** `https://grafana.example.org`, with a path if it has one. */
  url: string
  /** What the link for each begins with after the URL, `{namespace}` and others filled in; empty: the dashboards of kube-prometheus. */
  pod: string
  workload: string
  node: string
}

/** A program that a kubeconfig may run to sign in, or may not, as a person answered. */
export interface KeptConsent {
  /** Hash of what was agreed to. */
  id: string
  allow: boolean
  file: string
  command: string
  /** Epoch milliseconds of the answer. */
  at: number
}

/** What the app has on this disk of clusters: last pictures and kept events. */
export interface KeptOnDisk {
  pictures: number
  eventFiles: number
  bytes: number
}

export interface SettingsApi {
  /** Answers to whether a program may run, newest first. */
  consents(): Promise<Result<readonly KeptConsent[]>>
  /** Takes an answer back: it is asked again before the program would run the next time. */
  forgetConsent(id: string): Promise<Result<null>>
  keptOnDisk(): Promise<Result<KeptOnDisk>>
  /** Deletes last pictures and kept events of all clusters. What is open is kept again from now on, where that is allowed. */
  clearCache(): Promise<Result<null>>
}

export const settingsMethods: Readonly<Record<keyof SettingsApi, true>> = {
  consents: true,
  forgetConsent: true,
  keptOnDisk: true,
  clearCache: true,
}
