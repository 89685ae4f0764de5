const units = ['bytes', 'kB', 'MB', 'GB'] as const

/** `312 bytes`, `1.5 kB`, `2 MB`; a kB has 1000 bytes. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 ? value.toString() : value.toFixed(1).replace(/\.0$/, '')
  return `${digits} ${units[unit]}`
}
