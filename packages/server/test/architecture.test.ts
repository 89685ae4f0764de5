import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { posix, sep } from 'node:path'
import { test } from 'node:test'

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
  'dev',
  'cli',
]
/** The composition root and the entry may use everything. */
const roofs = ['app.ts', 'main.ts']

/** Modules that exist to open connections. `node:http` and `node:net` also serve, so names decide. */
const outwardModules = new Set([
  'undici',
  'node:dgram',
  'node:dns',
  'node:dns/promises',
  'node:http2',
  'node:https',
  'node:tls',
])
const servingModules = new Set(['node:http', 'node:net'])
const outwardNames =
  /\*|\b(?:default|request|get|Agent|ClientRequest|connect|createConnection|Socket)\b/
const outwardCalls = /(?<![.\w])(?:fetch|new (?:WebSocket|EventSource))\s*\(|\bglobalThis\.fetch\b/
const spelledOutCalls = /\b(?:https?\.(?:request|get)|(?:net|tls)\.(?:connect|createConnection))\b/

interface Import {
  readonly specifier: string
  /** What stands between `import` and `from`. */
  readonly names: string
  readonly isTypeOnly: boolean
}

interface SourceFile {
  readonly path: string
  /** The folder right below `src`, or the file's own name when it stands there itself. */
  readonly place: string
  readonly code: string
  readonly imports: readonly Import[]
}

function readSources(): SourceFile[] {
  const root = new URL('../src/', import.meta.url)
  const paths = globSync('**/*.ts', { cwd: root }).map((path) => path.split(sep).join('/'))
  return paths
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => sourceFile(path, readFileSync(new URL(path, root), 'utf8')))
}

function sourceFile(path: string, text: string): SourceFile {
  const code = withoutComments(text)
  return { path, place: path.split('/')[0] ?? path, code, imports: importsOf(code) }
}

/** Comments that fill their lines; what follows code on a line stays. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/^\s*\/\/.*$/gm, '')
}

function importsOf(code: string): Import[] {
  const statements =
    /^(?:import|export)\s+(?:(type)\s+)?(?:([^'"()]*?)\s*from\s*)?'([^']+)'|\bimport\(\s*'([^']+)'/gm
  return Array.from(code.matchAll(statements), ([, type, names, fixed, dynamic]) => ({
    specifier: fixed ?? dynamic ?? '',
    names: dynamic === undefined ? (names ?? '') : '*',
    isTypeOnly: type !== undefined,
  }))
}

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

function faultsOfEgress(file: SourceFile): string[] {
  if (file.place === 'egress') return []
  const faults = file.imports
    .filter((imported) => !imported.isTypeOnly && opensConnections(imported))
    .map(({ specifier }) => `${file.path} must not import ${specifier}: use the sender`)
  // The command line talks to a Posthorn server that the operator names.
  if (file.place === 'cli') return faults
  const call = outwardCalls.exec(file.code) ?? spelledOutCalls.exec(file.code)
  return call === null ? faults : [...faults, `${file.path} must not call ${call[0]}`]
}

function opensConnections({ specifier, names }: Import): boolean {
  const module = specifier.replace(/^(?=(?:dgram|dns|https?|http2|net|tls)(?:\/|$))/, 'node:')
  if (outwardModules.has(module)) return true
  if (!servingModules.has(module)) return false
  const values = names.replace(/\btype\s+\w+/g, '')
  // `import http from`, `import * as http from`
  return outwardNames.test(values) || /^\s*\w/.test(values)
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

test('nothing but egress opens a connection to the outside', () => {
  assert.deepEqual(readSources().flatMap(faultsOfEgress), [])
})

test('the rules bite', () => {
  const bad = [
    `import { Agent } from 'undici'`,
    `import { request } from 'node:http'`,
    `import * as net from 'node:net'`,
    `import http from 'http'`,
    `import { createServer, request } from 'node:http'`,
    `const https = await import('node:https')`,
    `import dns from 'dns'`,
    `const answer = await fetch(url)`,
    `const answer = await globalThis.fetch(url)`,
    `net.connect(80)`,
    `tls.connect({})`,
    `https.request(url)`,
    `new WebSocket(url)`,
  ]
  for (const code of bad) {
    assert.equal(faultsOfEgress(sourceFile('engine/x.ts', `${code}\n`)).length, 1, code)
    assert.equal(faultsOfEgress(sourceFile('egress/x.ts', `${code}\n`)).length, 0, code)
  }
  const good = [
    `import type { IncomingMessage } from 'node:http'`,
    `import { createServer, type Agent } from 'node:http'`,
    `import { isIP, type Socket } from 'node:net'`,
    `// never fetch(url)`,
    `/** Never fetch(url) */`,
    `lanes.fetch(url)`,
    `prefetch(url)`,
  ]
  for (const code of good) {
    assert.deepEqual(faultsOfEgress(sourceFile('engine/x.ts', `${code}\n`)), [], code)
  }
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
