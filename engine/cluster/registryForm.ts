import { z } from 'zod'

function isGrafanaUrl(text: string): boolean {
  try {
    const { protocol, hostname, username, password, search, hash } = new URL(text)
    return /^https?:$/.test(protocol) && hostname !== '' && username === '' && password === '' && search === '' && hash === ''
  } catch {
    return false // no URL at all
  }
}

/** A namespace or Service, as Kubernetes takes names of them. */
const dnsName = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'a name of small letters, digits and hyphens')
/** What stands behind the URL of a Grafana; empty: the usual. */
const grafanaPath = z
  .string()
  .max(1000)
  .regex(/^(?:\/[^\s\\]*)?$/, 'empty, or what begins with /')

/** The colours that clusters may have. */
export const hues: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8]

/** What is kept of one cluster. */
export const clusterForm = z.object({
  alias: z.string().max(200).nullish(),
  hue: z.number().int().min(1).max(hues.length).optional(),
  favourite: z.boolean().optional(),
  protected: z.boolean().optional(),
  group: z.string().max(200).nullish(),
  namespaces: z
    .array(z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/))
    .max(500)
    .readonly()
    .optional(),
  prometheus: z
    .strictObject({
      namespace: dnsName,
      service: dnsName,
      port: z.string().regex(/^(?:[0-9]{1,5}|[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?)$/, 'a number or name of a port'),
      scheme: z.enum(['http', 'https']),
      path: z
        .string()
        .max(300)
        .regex(/^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)*$/, 'empty, or a path as /prometheus'),
    })
    .nullish(),
  grafana: z
    .strictObject({
      url: z.string().max(1000).refine(isGrafanaUrl, 'a URL as https://grafana.example.org'),
      pod: grafanaPath,
      workload: grafanaPath,
      node: grafanaPath,
    })
    .nullish(),
  identity: z.object({ server: z.string(), caHash: z.string(), uid: z.string().nullable() }).optional(),
  seenAt: z.number().optional(),
  version: z.string().optional(),
})

/** The whole file. */
export const registryForm = z.object({
  version: z.literal(1),
  sources: z.array(z.string()).default([]),
  clusters: z.record(z.string(), clusterForm).default({}),
  consents: z.record(z.string(), z.object({ allow: z.boolean(), file: z.string(), command: z.string(), at: z.number() })).default({}),
})

/** What the registry's file holds. */
export type Stored = z.infer<typeof registryForm>
export type StoredCluster = z.infer<typeof clusterForm>

/** What is possible where a setting is not. */
export function settingTodo(issue: z.core.$ZodIssue | undefined): string {
  const [field] = issue?.path ?? []
  if (field === 'prometheus' || field === 'grafana') return `It has to be ${issue?.message ?? 'of another form'}.`
  return 'A hue is 1 to 8, alias and group have at most 200 characters, namespaces are at most 500 names of small letters, digits and hyphens.'
}
