const opening = /[\u2066-\u2068]/
const closing = '\u2069'

/**
 * A text that keeps its marks of direction to itself: those that it leaves open are closed, and those
 * that would close what it did not open are left out. Browsers set a `bdi` apart by such marks, which
 * a name that was made for it would otherwise undo for the words that follow.
 */
export function closeDirections(text: string): string {
  let kept = ''
  let open = 0
  for (const character of text) {
    if (opening.test(character)) open += 1
    if (character === closing) {
      if (open === 0) continue
      open -= 1
    }
    kept += character
  }
  return kept + closing.repeat(open)
}
