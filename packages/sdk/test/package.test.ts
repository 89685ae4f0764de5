import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const sdk = fileURLToPath(new URL('..', import.meta.url))
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url))
const manifest: { exports: Record<string, unknown>; dependencies?: object } = JSON.parse(
  readFileSync(join(sdk, 'package.json'), 'utf8'),
)

/** A project that has installed the package as it is published, and the frameworks. */
const project = mkdtempSync(join(tmpdir(), 'posthorn-sdk-'))

before(() => {
  const installed = join(project, 'node_modules/@posthorn/sdk')
  mkdirSync(installed, { recursive: true })
  cpSync(join(sdk, 'package.json'), join(installed, 'package.json'))
  tsc('-p', join(sdk, 'tsconfig.build.json'), '--outDir', join(installed, 'dist'))
  for (const name of ['@types', 'express', 'fastify', 'hono']) {
    symlinkSync(join(modules, name), join(project, 'node_modules', name))
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
})

after(() => rmSync(project, { recursive: true, force: true }))

test('the package has no dependencies', () => {
  assert.equal(manifest.dependencies, undefined)
})

test('every entry of the published package loads, and signs what it verifies', () => {
  const entries = Object.keys(manifest.exports).map((entry) => entry.replace('.', '@posthorn/sdk'))
  const script = `
    for (const entry of ${JSON.stringify(entries)}) await import(entry)
    const { schemes, sign, verify } = await import('@posthorn/sdk')
    const options = { secret: 's', scheme: schemes.github }
    console.log((await verify('{}', await sign('{}', options), options)).ok)
  `
  writeFileSync(join(project, 'load.js'), script)
  const output = execFileSync(process.execPath, ['load.js'], { cwd: project, encoding: 'utf8' })
  assert.equal(output, 'true\n')
})

test('every snippet of the README compiles against the published types', () => {
  const readme = readFileSync(join(sdk, 'README.md'), 'utf8')
  const snippets = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)
  assert.ok(snippets.length >= 9)
  const files = snippets.map((code, index) => {
    const path = join(project, `snippet-${index}.ts`)
    writeFileSync(path, code)
    return path
  })
  const flags = '--noEmit --strict --skipLibCheck --module nodenext --target es2024 --types node'
  tsc(...flags.split(' '), ...files)
})

function tsc(...args: readonly string[]): void {
  const command = join(modules, 'typescript/bin/tsc')
  // The compiler prints its complaints to stdout, which is what a failure should show.
  execFileSync(process.execPath, [command, ...args], { cwd: project, stdio: ['ignore', 2, 2] })
}
