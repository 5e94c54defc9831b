import type { KubeletVersion } from '../contract/index.ts'

/** Minor versions that a kubelet may be older than its API server. Source: https://kubernetes.io/releases/version-skew-policy/#kubelet */
const mostBehind = 3

/** Versions of kubelets with how each stands to the API server's; the furthest from it first. */
export function kubeletVersions(server: string | null, nodes: ReadonlyMap<string, number>): KubeletVersion[] {
  const ranks = { failing: 0, warning: 1, progressing: 2, unknown: 3, paused: 4, healthy: 5 }
  return [...nodes]
    .map(([version, count]) => ({ version, nodes: count, ...standing(server, version) }))
    .sort((a, b) => ranks[a.level] - ranks[b.level] || b.nodes - a.nodes)
}

function standing(server: string | null, kubelet: string): Pick<KubeletVersion, 'level' | 'text'> {
  const [of, own] = [minorOf(server), minorOf(kubelet)]
  if (of === null || own === null) return { level: 'unknown', text: 'how it stands to the server is not known' }
  const behind = of - own
  const versions = (n: number): string => `${n} minor version${n === 1 ? '' : 's'}`
  if (behind < 0) return { level: 'failing', text: `${versions(-behind)} newer than the server: not supported` }
  if (behind > mostBehind) return { level: 'failing', text: `${versions(behind)} behind: not supported, at most ${mostBehind}` }
  if (behind === mostBehind) return { level: 'warning', text: `${versions(behind)} behind: as far as supported` }
  return { level: 'healthy', text: behind === 0 ? 'as the server' : `${versions(behind)} behind` }
}

/** The minor of a version as `v1.34.2+k3s1`, counted on over majors. */
function minorOf(version: string | null): number | null {
  const found = /^v?(\d+)\.(\d+)/.exec(version ?? '')
  return found === null ? null : Number(found[1]) * 1000 + Number(found[2])
}
