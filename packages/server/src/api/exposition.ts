import type { Histogram } from './histogram.ts'

/** Metric families in Prometheus' text format 0.0.4. */
export interface Exposition {
  counter(name: string, help: string, samples: Samples): void
  gauge(name: string, help: string, samples: Samples): void
  /** A histogram of milliseconds, told in seconds. */
  durations(name: string, help: string, histogram: Histogram): void
  text(): string
}

/** One number, or one for each value of a label. */
export type Samples =
  | number
  | { readonly label: string; readonly values: Readonly<Record<string, number>> }

export function createExposition(): Exposition {
  const lines: string[] = []

  function family(name: string, help: string, type: string): void {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`)
  }

  function samples(name: string, given: Samples): void {
    if (typeof given === 'number') {
      lines.push(`${name} ${given}`)
      return
    }
    for (const [value, count] of Object.entries(given.values)) {
      lines.push(`${name}{${given.label}="${value}"} ${count}`)
    }
  }

  return {
    counter(name, help, given) {
      family(name, help, 'counter')
      samples(name, given)
    },
    gauge(name, help, given) {
      family(name, help, 'gauge')
      samples(name, given)
    },
    durations(name, help, { bounds, counts, sum }) {
      family(name, help, 'histogram')
      let total = 0
      for (const [index, bound] of bounds.entries()) {
        total += counts[index] ?? 0
        lines.push(`${name}_bucket{le="${bound / 1000}"} ${total}`)
      }
      total += counts[bounds.length] ?? 0
      lines.push(`${name}_bucket{le="+Inf"} ${total}`)
      lines.push(`${name}_sum ${sum / 1000}`, `${name}_count ${total}`)
    },
    text: () => `${lines.join('\n')}\n`,
  }
}
