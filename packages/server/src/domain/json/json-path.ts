import { ascii } from './ascii.ts'
import { decodeString } from './decode-string.ts'
import { endOfString } from './end-of-string.ts'

const maxWrittenLength = 200

/**
 * The path to the token at `offset`, which for a key is the path to its object. What stands
 * before the offset has been scanned and found to be JSON. Slow, and only for faults.
 *
 * @param root - offset of the value where the path begins
 */
export function pathAt(bytes: Buffer, root: number, offset: number): (string | number)[] {
  /** An open object has null until its first key is complete, and after each comma. */
  const path: (string | number | null)[] = []
  let at = root
  while (at < offset) {
    const byte = bytes[at] ?? 0
    const last = path.length - 1
    if (byte === ascii.quote) {
      const end = endOfString(bytes, at)
      if (end > offset) break
      if (path[last] === null) path[last] = decodeString(bytes, at, end)
      at = end
      continue
    }
    if (byte === ascii.openBrace) path.push(null)
    else if (byte === ascii.openBracket) path.push(0)
    else if (byte === ascii.closeBrace || byte === ascii.closeBracket) path.pop()
    else if (byte === ascii.comma) {
      const segment = path[last]
      path[last] = typeof segment === 'number' ? segment + 1 : null
    }
    at += 1
  }
  return path.filter((segment) => segment !== null)
}

/** `data.items[3].price`, cut off when long. */
export function formatPath(path: readonly (string | number)[]): string {
  let text = ''
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`
    else if (/^[\w$-]+$/.test(segment)) text += text === '' ? segment : `.${segment}`
    else text += `[${JSON.stringify(segment)}]`
    if (text.length > maxWrittenLength) return `${text.slice(0, maxWrittenLength).toWellFormed()}…`
  }
  return text
}
