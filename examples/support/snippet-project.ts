import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './pages.ts'

/** A directory outside the repository in which a snippet finds what a reader would have installed. */
export interface SnippetProject extends Disposable {
  readonly path: string
  /** Writes a snippet; its path. */
  add(code: string): string
}

export function createSnippetProject(): SnippetProject {
  const path = mkdtempSync(join(tmpdir(), 'posthorn-snippets-'))
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'))
  writeFileSync(join(path, 'package.json'), '{ "type": "module" }')
  const compilerOptions = {
    lib: ['es2024', 'dom', 'esnext.disposable'],
    types: ['node'],
    moduleDetection: 'force',
    noEmit: true,
  }
  const extended = join(root, 'tsconfig.base.json')
  writeFileSync(join(path, 'tsconfig.json'), JSON.stringify({ extends: extended, compilerOptions }))
  let count = 0
  return {
    path,
    add(code) {
      const file = join(path, `snippet-${++count}.ts`)
      writeFileSync(file, code)
      return file
    },
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true })
    },
  }
}
