export interface Table {
  readonly heading: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Columns as wide as their widest cell; the first to the left, figures to the right. */
export function alignedTable({ heading, rows }: Table): string {
  const widths = heading.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width))
  return [line(heading), line(rule), ...rows.map(line)].join('\n')
}

export function markdownTable({ heading, rows }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const rule = heading.map((_, column) => (column === 0 ? '---' : '---:'))
  return [line(heading), line(rule), ...rows.map(line)].join('\n')
}
