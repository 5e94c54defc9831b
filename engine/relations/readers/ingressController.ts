import type { ReadTarget } from '../rule.ts'

/** Reads a container's argument that says to which `spec.controller` of an IngressClass it answers: `--controller-class=k8s.io/ingress-nginx`. */
export function controllerFlag(value: unknown): readonly ReadTarget[] {
  const name = typeof value === 'string' ? (/^--controller-class=(\S+)$/.exec(value)?.[1] ?? '') : ''
  return name === '' ? [] : [{ namespace: '', name }]
}
