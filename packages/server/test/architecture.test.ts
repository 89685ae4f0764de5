import assert from 'node:assert/strict'
import { posix } from 'node:path'
import { test } from 'node:test'
import { readSources, sourceFile, type Import, type SourceFile } from './support/source-files.ts'

/** From the ground up: a folder imports only from itself and from those before it. */
const floors = [
  'domain',
  'config',
  'stores',
  'egress',
  'engine',
  'management',
  'http',
  'profiles',
  'api',
  'embed',
  'dev',
  'cli',
]
/** The composition root and the entries may use everything. */
const roofs = ['app.ts', 'main.ts', 'posthorn.ts']

/** Where a relative import leads, as a place; null for a package. */
function placeOf(file: SourceFile, { specifier }: Import): string | null {
  if (!specifier.startsWith('.')) return null
  const path = posix.join(posix.dirname(file.path), specifier)
  return path.split('/')[0] ?? path
}

function mayImport(from: string, to: string): boolean {
  if (from === to || roofs.includes(from)) return true
  const target = floors.indexOf(to)
  return target !== -1 && target < floors.indexOf(from)
}

function faultsOfOrder(file: SourceFile): string[] {
  return file.imports.flatMap((imported) => {
    const to = placeOf(file, imported)
    if (to === null || mayImport(file.place, to)) return []
    return [`${file.path} must not import ${imported.specifier}`]
  })
}

test('a folder imports only from those below it', () => {
  const sources = readSources()
  assert.ok(sources.length > 0)
  assert.deepEqual(sources.flatMap(faultsOfOrder), [])
})

test('every folder has its floor', () => {
  const known = [...floors, ...roofs]
  const places = new Set(readSources().map(({ place }) => place))
  assert.deepEqual(
    Array.from(places).filter((place) => !known.includes(place)),
    [],
  )
})

test('the order of the floors bites', () => {
  const order = (path: string, specifier: string): number =>
    faultsOfOrder(sourceFile(path, `import { x } from '${specifier}'\n`)).length
  assert.equal(order('domain/x.ts', '../stores/store.ts'), 1)
  assert.equal(order('engine/x.ts', '../profiles/profile.ts'), 1)
  assert.equal(order('profiles/standard/x.ts', '../../engine/engine.ts'), 0)
  assert.equal(order('cli/x.ts', '../app.ts'), 1)
  assert.equal(order('api/x.ts', '../dev/x.ts'), 1)
  assert.equal(order('dev/x.ts', '../cli/x.ts'), 1)
  assert.equal(order('dev/x.ts', '../api/x.ts'), 0)
  assert.equal(order('app.ts', './dev/x.ts'), 0)
})
