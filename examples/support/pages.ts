import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root: string = join(import.meta.dirname, '..', '..')

/** A Markdown page, by its path from the repository's root. */
export interface Page {
  readonly path: string
  readonly text: string
}

export interface CodeBlock {
  /** `docs/receiving.md, block 3`, for messages. */
  readonly name: string
  readonly page: string
  readonly language: string
  readonly code: string
}

export function readPages(): Page[] {
  const docs = ['docs', 'docs/profiles'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}/${file}`),
  )
  const paths = ['README.md', 'CONTRIBUTING.md', 'examples/README.md', ...docs]
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

export function codeBlocks({ path, text }: Page): CodeBlock[] {
  const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
  return blocks.map(([, language = '', code = ''], index) => ({
    name: `${path}, block ${index + 1}`,
    page: path,
    language,
    code,
  }))
}

/** The text without its code blocks. */
export function proseOf({ text }: Page): string {
  return text.replaceAll(/^```.*?^```$/gms, '')
}

export function allBlocks(language: string): CodeBlock[] {
  return readPages()
    .flatMap(codeBlocks)
    .filter((block) => block.language === language)
}
