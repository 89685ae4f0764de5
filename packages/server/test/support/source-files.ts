import { globSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'

export interface Import {
  readonly specifier: string
  /** The values that it takes; `*` for all of them, `default` for the default one. */
  readonly names: readonly string[]
}

export interface SourceFile {
  /** Below `src`. */
  readonly path: string
  /** The folder right below `src`, or the file's own name when it stands there itself. */
  readonly place: string
  /** Without comments. */
  readonly code: string
  /** What is imported or passed on at run time, and as a type. */
  readonly imports: readonly Import[]
}

/** What the server is made of; tests and what serves them are left out, as in the build. */
export function readSources(): SourceFile[] {
  const root = new URL('../../src/', import.meta.url)
  const paths = globSync('**/*.ts', { cwd: root }).map((path) => path.split(sep).join('/'))
  return paths
    .filter((path) => !/\.test\.ts$|\/testing\/|^stores\/contract/.test(path))
    .map((path) => sourceFile(path, readFileSync(new URL(path, root), 'utf8')))
}

export function sourceFile(path: string, text: string): SourceFile {
  const code = withoutComments(text)
  return { path, place: path.split('/')[0] ?? path, code, imports: importsOf(code) }
}

/** Comments that begin a line; what follows code on a line stays. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/^\s*\/\/.*$/gm, '')
}

/** In this order: `import 'x'`, `import … from 'x'`, `export … from 'x'`, `import('x')`. */
const statements = [
  /^\s*import\s*(?<quote>['"])(?<specifier>.+?)\k<quote>/,
  /^\s*import\s+(?<clause>[^;()]*?)\bfrom\s*(?<quote>['"])(?<specifier>.+?)\k<quote>/,
  /^\s*export\s+(?<clause>(?:type\s+)?(?:\*[^;'"]*?|\{[^}]*\}\s*))from\s*(?<quote>['"])(?<specifier>.+?)\k<quote>/,
  /\bimport\s*\(\s*(?<quote>['"`])(?<specifier>[^$]+?)\k<quote>\s*[,)]/,
]

function importsOf(code: string): Import[] {
  const imports = statements.flatMap((statement, index) =>
    Array.from(code.matchAll(new RegExp(statement, 'gm')), ({ groups = {} }) => ({
      specifier: groups['specifier'] ?? '',
      names: index === 0 ? [] : index === 3 ? ['*'] : namesOf(groups['clause'] ?? ''),
    })),
  )
  return imports
}

/** `{ a, type B, c as d }` → `['a', 'c']`, `type { … }` → `[]`, `x, * as y` → `['default', '*']` */
function namesOf(clause: string): string[] {
  if (/^type\s+[{*\w]/.test(clause)) return []
  const [, before = '', listed = ''] = /^([^{]*)(?:\{([\s\S]*)\})?/.exec(clause) ?? []
  const names = listed
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !/^type\s+\w/.test(name))
    .map((name) => name.replace(/\s+as\s[\s\S]*$/, '').replaceAll(/['"]/g, ''))
  if (before.includes('*')) names.push('*')
  if (/^\s*[\w$]/.test(before)) names.push('default')
  return names
}
