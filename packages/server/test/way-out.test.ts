import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSources, sourceFile, type Import, type SourceFile } from './support/source-files.ts'

/** What opens no connection. Whoever adds to it has made sure of that. */
const quietModules = new Set([
  'ajv',
  'ajv-formats',
  'ajv/dist/2020.js',
  'fastify',
  'pino',
  'posthorn/config',
  'prom-client',
  're2js',
  'typebox',
  ...[
    ['assert/strict', 'async_hooks', 'buffer', 'crypto', 'diagnostics_channel', 'events', 'fs'],
    ['fs/promises', 'os', 'path', 'perf_hooks', 'readline', 'readline/promises', 'sqlite'],
    ['stream', 'stream/consumers', 'stream/promises', 'string_decoder', 'timers'],
    ['timers/promises', 'url', 'util', 'v8', 'worker_threads', 'zlib'],
  ]
    .flat()
    .map((name) => `node:${name}`),
])

/** Of modules that open connections too, what does not. */
const quietNames: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['@posthorn/sdk/client', new Set(['PosthornError'])],
  ['node:http', new Set(['createServer', 'METHODS', 'STATUS_CODES'])],
  ['node:module', new Set(['registerHooks'])],
  ['node:net', new Set(['BlockList', 'createServer', 'isIP', 'isIPv4', 'isIPv6', 'SocketAddress'])],
])

/**
 * What some files may use beyond that: those of `egress/`, those that talk to the database that the
 * operator names, and the one whose client calls the server in its own process.
 */
const openNames: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> = new Map([
  [
    'egress/dialer.ts',
    new Map([
      ['node:net', ['connect', 'isIP']],
      ['node:tls', ['connect']],
    ]),
  ],
  [
    'egress/secure-contexts.ts',
    new Map([['node:tls', ['createSecureContext', 'getCACertificates']]]),
  ],
  ['egress/dns-query.ts', new Map([['node:dns/promises', ['Resolver']]])],
  ['egress/connection.ts', new Map([['undici', ['Client']]])],
  ['egress/failures.ts', new Map([['undici', ['errors']]])],
  ['stores/postgres/catalog-listener.ts', new Map([['pg', ['Client']]])],
  ['stores/postgres/database.ts', new Map([['pg', ['Pool']]])],
  ['stores/postgres/open-postgres-store.ts', new Map([['pg', ['Client']]])],
  ['stores/postgres/sockets.ts', new Map([['node:net', ['Socket']]])],
  ['embed/start-posthorn.ts', new Map([['@posthorn/sdk/client', ['createPosthornClient']]])],
])

/** Ways to a connection, or to a module, that need no import. */
const openCalls: readonly RegExp[] = [
  // A member of that name is none, in the one way that the formatter writes it.
  /(?<![.\w$])fetch\b(?!\??:)/,
  /(?<![.\w$])(?:WebSocket|EventSource|XMLHttpRequest)\b/,
  /\bglobalThis\b/,
  /(?<![.\w$])global\s*(?:\?\.|\.\s*\w|\[)/,
  /\bgetBuiltinModule\b/,
  /\bprocess\s*(?:\?\.)?\s*\[/,
  /\bprocess\s*\.\s*(?:binding|_linkedBinding|dlopen|mainModule)\b/,
  /(?<![.\w$])require\b/,
  /(?<![.\w$])(?:eval|Function)\s*\(/,
  // Of whatever is put together at run time.
  /\bimport\s*\(\s*(?!['"`][^$'"`]+['"`]\s*[,)])/,
]

/** The operator's own configuration. */
const importsAnything = 'config/load-config-file.ts'

function faultsOf(file: SourceFile): string[] {
  const { path, place, imports } = file
  const faults = imports.flatMap((imported) =>
    imported.specifier.startsWith('.') ? [] : faultsOfImport(path, imported),
  )
  const code = withoutStrings(file.code)
  for (const pattern of openCalls) {
    const [call] = pattern.exec(code) ?? []
    if (call === undefined) continue
    // The command line talks to the Posthorn server that the operator names.
    if (place === 'cli' && call === 'fetch') continue
    if (path === importsAnything && call.startsWith('import')) continue
    faults.push(`${path} must not use ${call}`)
  }
  return faults
}

function faultsOfImport(path: string, { specifier, names }: Import): string[] {
  const bare = specifier.replace(/^node:/, '')
  const isNodes = quietModules.has(`node:${bare}`) || quietNames.has(`node:${bare}`)
  const module = isNodes || specifier.startsWith('node:') ? `node:${bare}` : specifier
  if (quietModules.has(module) || names.length === 0) return []
  const allowed = [...(quietNames.get(module) ?? []), ...(openNames.get(path)?.get(module) ?? [])]
  return names
    .filter((name) => !allowed.includes(name))
    .map((name) => `${path} must not import ${name} from ${specifier}: use the sender`)
}

/** What stands in quotes is not run; where it names a module, it has been looked at already. */
function withoutStrings(code: string): string {
  const isImport = /\bimport\s*\(\s*$/
  return code.replace(/'(?:[^'\\\n]|\\.)*'/g, (text, at: number) =>
    isImport.test(code.slice(Math.max(0, at - 20), at)) ? text : "''",
  )
}

test('nothing but egress opens a connection to the outside, and there one file does', () => {
  const sources = readSources()
  assert.ok(sources.length > 100)
  assert.deepEqual(sources.flatMap(faultsOf), [])
})

test('every file that may open connections is there', () => {
  const paths = readSources().map(({ path }) => path)
  for (const path of [...openNames.keys(), importsAnything]) assert.ok(paths.includes(path), path)
})

const dodges = [
  `import { Agent } from 'undici'`,
  `import { Agent } from "undici"`,
  `import undici from 'undici'`,
  `import { fetch as get } from 'undici/index.js'`,
  `import got from 'got'`,
  `import { request } from 'node:http'`,
  `import { createServer, request as ask } from 'node:http'`,
  `import {\n  createServer,\n  get,\n} from 'http'`,
  `import http from 'http'`,
  `import http, { type Server } from 'http'`,
  `import { default as http } from 'node:http'`,
  `import { "request" as ask } from 'node:http'`,
  `import * as net from 'node:net'`,
  `import { Socket } from 'node:net'`,
  `import { Stream } from 'node:net'`,
  `export * from 'node:net'`,
  `export { connect } from 'net'`,
  `import { connect } from 'node:tls'`,
  `import dns from 'dns'`,
  `import { lookup } from 'node:dns/promises'`,
  `import { spawn } from 'node:child_process'`,
  `import { createRequire } from 'node:module'`,
  `import { request } from 'node:https'`,
  `import { connect } from 'node:http2'`,
  `import { createSocket } from 'node:dgram'`,
  `import { Script } from 'node:vm'`,
  `import { open } from 'node:inspector'`,
  `const https = await import('node:https')`,
  `const https = await import("node:https")`,
  'const https = await import(`node:https`)',
  `const https = await import('node:' + 'https')`,
  'const https = await import(`node:${name}`)',
  `const https = await import(name)`,
  `const https = require('https')`,
  `const { connect } = process.getBuiltinModule('net')`,
  `const { getBuiltinModule } = process`,
  `const net = process['getBuiltin' + 'Module']('net')`,
  `process.binding('tcp_wrap')`,
  `const answer = await fetch(url)`,
  `const answer = await globalThis.fetch(url)`,
  `const answer = await globalThis['fetch'](url)`,
  `const answer = await global.fetch(url)`,
  `const { fetch: get } = globalThis`,
  `const get = fetch`,
  `export const context = { get: fetch }`,
  `use({ fetch })`,
  `use({ fetch: fetch })`,
  `const get = isOpen ? fetch : closed`,
  `import { createPosthornClient } from '@posthorn/sdk/client'`,
  `import { Pool } from 'pg'`,
  `new WebSocket(url)`,
  `const Stream = EventSource`,
  `eval('fet' + 'ch(url)')`,
  `new Function('return fetch')()`,
]

test('no other spelling gets past', () => {
  for (const code of dodges) {
    for (const path of ['engine/x.ts', 'egress/x.ts', 'http/x.ts', 'config/x.ts']) {
      assert.equal(faultsOf(sourceFile(path, `${code}\n`)).length > 0, true, `${path}: ${code}`)
    }
  }
  assert.equal(
    faultsOf(sourceFile('egress/dialer.ts', `import { Server } from 'node:net'`)).length,
    1,
  )
  assert.equal(faultsOf(sourceFile('cli/x.ts', `await fetch(url)\n`)).length, 0)
  assert.equal(faultsOf(sourceFile('cli/x.ts', `await globalThis.fetch(url)\n`)).length, 1)
})

test('what opens nothing is let through', () => {
  const good = [
    `import type { IncomingMessage } from 'node:http'`,
    `import { createServer, type Agent } from 'node:http'`,
    `import { isIP, type Socket } from 'node:net'`,
    `import type * as net from 'node:net'`,
    `import type { Dispatcher } from 'undici'`,
    `import 'fastify'`,
    `import './connect.ts'\nimport { createHmac } from 'node:crypto'`,
    `export { connect } from './dialer.ts'`,
    `export const one = 1\nexport type { Two } from './two.ts'`,
    `const { createApp } = await import('./app.ts')`,
    `// never fetch(url)`,
    `/** Never fetch(url) */`,
    `lanes.fetch(url)`,
    `prefetch(url)`,
    `use({ fetch: callInProcess })`,
    `interface Caller {\n  readonly fetch?: (url: string) => void\n}`,
    `import { PosthornError } from '@posthorn/sdk/client'`,
    `throw new Error('cannot fetch')`,
    `process.env['HOME']`,
  ]
  for (const code of good) {
    assert.deepEqual(faultsOf(sourceFile('engine/x.ts', `${code}\n`)), [], code)
  }
})
