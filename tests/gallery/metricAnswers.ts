import type { PrometheusFound, RangeAnswer, RangeQuestion, Series, Usage } from '../../engine/contract/index.ts'
import { objectId } from '../../engine/contract/index.ts'

/** What metrics answer in the gallery: usage of one Pod, and lines over time, one of them with a hole. */
const minute = 60_000
const T0 = Date.now()
const Gi = 2 ** 30

function wave(name: string, base: number, swing: number, points = 60, gap = false): Series {
  const at = Array.from({ length: points }, (_, index) => T0 - (points - index) * minute)
  return {
    name,
    at,
    values: at.map((_, index) =>
      gap && index > 20 && index < 28
        ? Number.NaN
        : Math.max(0, base + swing * Math.sin(index / 5 + base) + (swing / 3) * Math.sin(index * 1.7)),
    ),
  }
}

export const usage: Usage = {
  source: { state: 'measured', from: 'metrics.k8s.io', measuredAt: T0 - 12_000 },
  cpu: 0.064,
  memory: 0.19 * Gi,
  allowance: { cpuRequest: 0.1, cpuLimit: 0.5, memoryRequest: 0.19 * Gi, memoryLimit: 0.25 * Gi },
  pods: 1,
  measured: 1,
  former: 0,
  history: { cpu: wave('cpu', 0.06, 0.03), memory: wave('memory', 0.19 * Gi, 0.02 * Gi) },
}

export const prometheus: PrometheusFound = {
  service: objectId('core/Service', 'monitoring', 'prometheus-operated'),
  port: 'web',
  version: 'Prometheus 3.5.0',
}

export function rangeAnswer(question: RangeQuestion): RangeAnswer {
  const unit = ({ cpu: 'cores', memory: 'bytes', network: 'bytes/s', filesystem: 'bytes/s', restarts: 'count' } as const)[question]
  const scale = unit === 'cores' ? 0.4 : unit === 'count' ? 4 : 0.3 * Gi
  return {
    prometheus,
    query: 'sum by (container) (rate(container_cpu_usage_seconds_total{namespace="shop",pod="checkout-7c9f8d6b54-k2x9p"}[5m]))',
    unit,
    series: [wave('checkout', scale, scale / 3), wave('envoy', scale / 2, scale / 5, 60, true), wave('migrate', scale / 6, scale / 12)],
    leftOut: 2,
    warnings: [],
  }
}
