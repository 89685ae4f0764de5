// A body is shown as it came: JSON.parse and JSON.stringify would round its numbers, so the text
// itself is taken apart and only its white space is changed.

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g
const indent = '  '

/**
 * @typedef {{ text: string, kind: 'key' | 'string' | 'value' | 'mark' }} Piece
 * @param {string} text
 * @returns {Piece[] | null} null: the text is not JSON
 */
export function formatJson(text) {
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  const tokens = text.match(token) ?? []
  /** @type {Piece[]} */
  const pieces = []
  let depth = 0
  const breakLine = () => pieces.push({ text: `\n${indent.repeat(depth)}`, kind: 'mark' })
  tokens.forEach((each, index) => {
    const previous = tokens[index - 1]
    const next = tokens[index + 1]
    const closes = each === '}' || each === ']'
    if (closes) {
      depth -= 1
      if (previous !== '{' && previous !== '[') breakLine()
    }
    pieces.push({ text: each === ':' ? ': ' : each, kind: kindOf(each, next) })
    if (each === '{' || each === '[') {
      depth += 1
      if (next !== '}' && next !== ']') breakLine()
    } else if (each === ',') breakLine()
  })
  return pieces
}

/** @returns {Piece['kind']} */
function kindOf(each, next) {
  if (each[0] === '"') return next === ':' ? 'key' : 'string'
  return /^[{}[\],:]$/.test(each) ? 'mark' : 'value'
}
