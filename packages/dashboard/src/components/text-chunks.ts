export interface TextChunk {
  /** Where in the text it begins. */
  readonly start: number
  readonly text: string
}

const chunkLength = 4_000

/** Text in pieces that end where lines do, or, where a line has no end in sight, anywhere. */
export function chunksOf(text: string): TextChunk[] {
  const chunks: TextChunk[] = []
  for (let start = 0; start < text.length;) {
    const end = endOfChunk(text, start)
    // A line break at a chunk's end is what the next chunk's beginning already shows.
    chunks.push({ start, text: text.slice(start, end).replace(/\n$/, '') })
    start = end
  }
  return chunks
}

function endOfChunk(text: string, start: number): number {
  const furthest = start + chunkLength
  if (furthest >= text.length) return text.length
  const lineEnd = text.lastIndexOf('\n', furthest)
  if (lineEnd > start) return lineEnd + 1
  // Not between the halves of a character.
  return isHighSurrogate(text.charCodeAt(furthest - 1)) ? furthest - 1 : furthest
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}
