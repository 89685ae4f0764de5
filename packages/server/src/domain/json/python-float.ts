/** From here on, and below the other, Python's `repr` writes an exponent. */
const leastWithExponent = 1e16
const leastWithout = 1e-4

/**
 * A double as Python's `repr` spells it: by the fewest digits that name it, as JavaScript does,
 * but always as a float (`100000.0`, `-0.0`), and with an exponent of at least two digits below
 * 1e-4 and from 1e16 on (`1e-05`, `1e+16`).
 *
 * @param value - finite
 */
export function pythonFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const magnitude = Math.abs(value)
  if (magnitude < leastWithout || magnitude >= leastWithExponent) {
    return value.toExponential().replace(/(?<=e[+-])\d$/, '0$&')
  }
  const spelled = String(value)
  return spelled.includes('.') ? spelled : `${spelled}.0`
}
