/** `{port: 80, save: ''}` → `--port 80 --save ''`; what is undefined is left out, `true` has no value. */
export function longFlags(
  values: Readonly<Record<string, string | number | true | undefined>>,
): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return []
    return value === true ? [`--${name}`] : [`--${name}`, String(value)]
  })
}
