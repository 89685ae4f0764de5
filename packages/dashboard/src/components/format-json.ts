const indent = '  '
/** Deeper than this, lines go no further to the right: what is nested without end would fill memory. */
const deepestIndent = 48

/**
 * JSON text on lines of its own, with every number and string as it was written: parsing and
 * writing it anew would change some. null when the text is no JSON.
 */
export function formatJson(text: string): string | null {
  if (!isJson(text)) return null
  const parts: string[] = []
  let depth = 0
  let isEmpty = false
  for (const match of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|[^\s[\]{},:"]+/g)) {
    const [token] = match
    const end = match.index + token.length
    if (token === '{' || token === '[') {
      const close = /\S/.exec(text.slice(end, end + 64))?.[0]
      if (close === '}' || close === ']') {
        parts.push(token)
        isEmpty = true
        continue
      }
      depth += 1
      parts.push(token, '\n', indentOf(depth))
    } else if (token === '}' || token === ']') {
      if (isEmpty) parts.push(token)
      else {
        depth -= 1
        parts.push('\n', indentOf(depth), token)
      }
      isEmpty = false
    } else if (token === ',') parts.push(',\n', indentOf(depth))
    else if (token === ':') parts.push(': ')
    else parts.push(token)
  }
  return parts.join('')
}

function indentOf(depth: number): string {
  return indent.repeat(Math.min(depth, deepestIndent))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
