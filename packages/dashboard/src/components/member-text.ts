/** The text of one member of a JSON object, as it stands there; null when there is none. */
export function memberText(json: string, name: string): string | null {
  let depth = 0
  let start: number | null = null
  let lastText = ''
  for (const { 0: token, index } of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]/g)) {
    if (token === '}' || token === ']') depth -= 1
    if (start !== null && (depth === 0 || (depth === 1 && token === ','))) {
      return json.slice(start, index).trim()
    }
    if (token === '{' || token === '[') depth += 1
    else if (token === ':' && depth === 1 && start === null && lastText === JSON.stringify(name)) {
      start = index + 1
    }
    lastText = token
  }
  return null
}
