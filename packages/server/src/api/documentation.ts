import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** A Markdown page of the documentation. */
export interface DocumentationPage {
  /** `receiving.md`, `profiles/graph8.md` */
  readonly file: string
  readonly title: string
  /** Its first paragraph, in one line; empty when it has none. */
  readonly summary: string
  readonly text: string
}

/** Why the code is as it is: for those who change it. */
const notes = /^decisions\//

/**
 * The Markdown files of a directory and its folders that have a heading, by name; none when it is
 * not there.
 */
export async function readDocumentation(directory: string): Promise<DocumentationPage[]> {
  const files = (await filesIn(directory))
    .filter((file) => file.endsWith('.md') && !notes.test(file))
    .toSorted()
  const pages = await Promise.all(
    files.map(async (file) => readPage(file, await readFile(join(directory, file), 'utf8'))),
  )
  return pages.filter((page) => page !== null)
}

/** The table of contents in the form of llmstxt.org. */
export function renderLlmsText(pages: readonly DocumentationPage[]): string {
  const lines = pages.map(({ file, title, summary }) => {
    const link = `- [${title}](/docs/${file})`
    return summary === '' ? link : `${link}: ${summary}`
  })
  return [
    '# Posthorn',
    '',
    '> Posthorn sends webhooks: events go in by HTTP, and each one is delivered, signed, to every webhook that wants it, with retries, until it has arrived or its schedule is spent.',
    '',
    '## Documentation',
    '',
    ...lines,
    '',
    '## API',
    '',
    '- [OpenAPI 3.1 document](/openapi.json): every endpoint, with the schemas that check its requests',
    '- [API reference](/docs): the same for people',
    '',
  ].join('\n')
}

async function filesIn(directory: string): Promise<string[]> {
  try {
    const files = await readdir(directory, { recursive: true })
    return files.map((file) => file.replaceAll(sep, '/'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function readPage(file: string, text: string): DocumentationPage | null {
  const heading = /^# +(.+)$/m.exec(text)
  if (heading?.[1] === undefined) return null
  const rest = text.slice(heading.index + heading[0].length)
  const paragraph = rest
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .find((block) => /^[^#\-*>|`<[\d\s!]/.test(block) || block.startsWith('`'))
  const summary = (paragraph ?? '').replaceAll(/\s+/g, ' ')
  return { file, title: heading[1].trim(), summary, text }
}
