import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

/** The built pages, in memory. */
export interface DashboardFiles {
  /** The one document, with {@link placeholders} for what each response has of its own. */
  readonly page: string
  /** What the document loads, by path: `assets/index-4f2a.js`. */
  readonly files: ReadonlyMap<string, DashboardFile>
}

export interface DashboardFile {
  readonly contentType: string
  /** By `Content-Encoding`; `identity` is always there. */
  readonly encodings: ReadonlyMap<string, Buffer>
  /** True: its name has a hash of what it holds, so that it never changes. */
  readonly isImmutable: boolean
}

export const placeholders = { nonce: '{{nonce}}', brand: '{{brand}}' }

const contentTypes = new Map([
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.woff2', 'font/woff2'],
])

/** What the build writes beside a file. */
const compressions = new Map([
  ['.br', 'br'],
  ['.gz', 'gzip'],
])

/** Reads what Vite has built; null when nothing was. */
export async function readDashboardFiles(directory: string): Promise<DashboardFiles | null> {
  const names = await filesBelow(directory)
  if (!names.includes('index.html')) return null
  const wanted = names.filter((name) => contentTypes.has(extname(name)))
  const files = await Promise.all(wanted.map((name) => readDashboardFile(directory, name, names)))
  return {
    page: await readFile(join(directory, 'index.html'), 'utf8'),
    files: new Map(files),
  }
}

async function readDashboardFile(
  directory: string,
  name: string,
  names: readonly string[],
): Promise<[string, DashboardFile]> {
  const encodings = new Map([['identity', await readFile(join(directory, name))]])
  for (const [extension, encoding] of compressions) {
    if (!names.includes(name + extension)) continue
    encodings.set(encoding, await readFile(join(directory, name + extension)))
  }
  const contentType = contentTypes.get(extname(name)) ?? 'application/octet-stream'
  return [name, { contentType, encodings, isImmutable: name.startsWith('assets/') }]
}

/** Relative paths with `/` between their parts. */
async function filesBelow(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(directory, join(parentPath, name)))
      .map((path) => path.split(sep).join('/'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
