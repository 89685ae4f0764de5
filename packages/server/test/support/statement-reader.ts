/**
 * Reads what a client of PostgreSQL sends, as it comes; each call returns the texts of the statements
 * that were asked to run in this piece. (PostgreSQL's documentation: Frontend/Backend Protocol.)
 */
export function createStatementReader(): (chunk: Buffer) => string[] {
  const prepared = new Map<string, string>()
  let rest: Buffer = Buffer.alloc(0)
  let typeBytes = 0

  function statementOf(type: string, body: Buffer): string | null {
    // Texts end with a zero byte: a query's own; name and text; portal and name.
    const [first = '', second = ''] = body.toString('latin1').split('\0', 2)
    if (type === 'Q') return first
    if (type === 'P') prepared.set(first, second)
    return type === 'B' ? (prepared.get(second) ?? null) : null
  }

  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const statements: string[] = []
    for (;;) {
      if (rest.length < typeBytes + 4) return statements
      const end = typeBytes + rest.readUInt32BE(typeBytes)
      if (rest.length < end) return statements
      const type = rest.toString('latin1', 0, typeBytes)
      const statement = statementOf(type, rest.subarray(typeBytes + 4, end))
      if (statement !== null) statements.push(statement)
      rest = rest.subarray(end)
      // The first message of a connection has no type.
      typeBytes = 1
    }
  }
}
