/** Counts of durations by bucket: as many as there are bounds, and one for what is longer. */
export interface Histogram {
  /** Upper bounds, ascending. */
  readonly bounds: readonly number[]
  readonly counts: readonly number[]
}

/**
 * Below which value this share of all lies, evenly spread within each bucket; null when there are
 * none. What is longer than the last bound counts as that bound, since nothing more is known of it.
 *
 * @param share - 0 to 1
 */
export function percentile({ bounds, counts }: Histogram, share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  const wanted = total * share
  let seen = 0
  let lower = 0
  for (const [index, upper] of bounds.entries()) {
    const count = counts[index] ?? 0
    if (count > 0 && seen + count >= wanted) {
      return lower + (upper - lower) * Math.max(0, (wanted - seen) / count)
    }
    seen += count
    lower = upper
  }
  return lower
}
