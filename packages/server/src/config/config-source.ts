/** The configuration file, for messages that name its line. */
export interface ConfigSource {
  /** Absolute. */
  readonly path: string
  readonly text: string
}

/**
 * `/srv/posthorn.config.ts:12`, or without the line where the text does not show it: the property
 * stands there more than once, or is made elsewhere.
 *
 * @param property - the last one on the path to the value: `retry`
 */
export function placeIn({ path, text }: ConfigSource, property: string): string {
  const line = lineOf(withoutComments(text), property)
  return line === null ? path : `${path}:${line}`
}

function lineOf(text: string, property: string): number | null {
  if (!/^\w+$/.test(property)) return null
  const [only, ...others] = text.matchAll(
    new RegExp(`(?<![\\w$.])(['"]?)${property}\\1\\s*[:,}]`, 'g'),
  )
  if (only === undefined || others.length > 0) return null
  return text.slice(0, only.index).split('\n').length
}

/** Comments become as many line breaks as they have. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, (comment) =>
    comment.replaceAll(/[^\n]/g, ''),
  )
}
