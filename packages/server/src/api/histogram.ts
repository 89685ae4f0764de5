/** Counts of observations by size. Observing is a short loop and two additions. */
export class Histogram {
  readonly bounds: readonly number[]
  /** One for each bound, and one for what is beyond the last. */
  readonly counts: Float64Array
  sum = 0

  /** @param bounds - upper bounds, ascending, in the unit that is observed */
  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.counts = new Float64Array(bounds.length + 1)
  }

  observe(value: number): void {
    let at = 0
    while (at < this.bounds.length && value > (this.bounds[at] ?? 0)) at += 1
    this.counts[at] = (this.counts[at] ?? 0) + 1
    this.sum += value
  }
}
