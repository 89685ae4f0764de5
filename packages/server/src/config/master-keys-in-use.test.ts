import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { ConfigError } from './config-error.ts'
import { formatMasterKey, generateMasterKey, parseMasterKeys } from './key-ring.ts'
import { createMasterKeysInUse, type MasterKeysInUse } from './master-keys-in-use.ts'
import { readEnvironment } from './read-environment.ts'
import { loadSecrets } from './secrets.ts'

function load(dataDir: string, env: Record<string, string> = {}): MasterKeysInUse {
  const { masterKeys } = loadSecrets(readEnvironment(env), dataDir)
  masterKeys.confirm()
  return masterKeys
}

function namesInFile(dataDir: string): string[] {
  const keys = parseMasterKeys(readFileSync(join(dataDir, 'master.key'), 'utf8').trim())
  return (keys ?? []).map(({ name }) => name)
}

test('a new key seals from then on, and the former one unseals, after a restart too', (t) => {
  const dataDir = temporaryDirectory(t)
  const keys = load(dataDir)
  const old = keys.sealer.seal('text', 'row')
  const [former] = keys.names
  keys.addKey()
  const [current] = keys.names
  assert.notEqual(current, former)
  assert.deepEqual(keys.names, [current, former])
  assert.deepEqual(namesInFile(dataDir), [current, former])
  assert.equal(statSync(join(dataDir, 'master.key')).mode & 0o777, 0o600)
  const sealed = keys.sealer.seal('text', 'row')
  assert.deepEqual([keys.isCurrent(old), keys.isCurrent(sealed)], [false, true])
  for (const text of [old, sealed]) {
    assert.equal(keys.sealer.unseal(text, 'row'), 'text')
    assert.equal(load(dataDir).sealer.unseal(text, 'row'), 'text')
  }
})

test('former keys leave the file, and later starts are checked with the new one', (t) => {
  const dataDir = temporaryDirectory(t)
  const keys = load(dataDir)
  const old = keys.sealer.seal('text', 'row')
  keys.addKey()
  keys.dropFormerKeys()
  assert.deepEqual(namesInFile(dataDir), [keys.names[0]])
  assert.throws(() => keys.sealer.unseal(old, 'row'), /not known/)
  assert.deepEqual(load(dataDir).names, keys.names)
})

test('a start after any step of a rotation finds keys that fit', (t) => {
  const dataDir = temporaryDirectory(t)
  const keys = load(dataDir)
  for (const step of [() => keys.addKey(), () => keys.dropFormerKeys(), () => keys.addKey()]) {
    step()
    assert.deepEqual(load(dataDir).names, keys.names)
  }
})

test('keys of the environment are not ours to change, and one that is not needed can go', (t) => {
  const dataDir = temporaryDirectory(t)
  const former = formatMasterKey({ ...generateMasterKey(), name: 'k1' })
  const next = formatMasterKey({ ...generateMasterKey(), name: 'k2' })
  load(dataDir, { POSTHORN_MASTER_KEY: former })
  const keys = load(dataDir, { POSTHORN_MASTER_KEY: `${next},${former}` })
  assert.equal(keys.source, 'environment')
  assert.throws(() => keys.addKey(), ConfigError)
  assert.throws(() => load(dataDir, { POSTHORN_MASTER_KEY: next }), /does not fit/)
  keys.dropFormerKeys()
  assert.deepEqual(keys.names, ['k2', 'k1'])
  load(dataDir, { POSTHORN_MASTER_KEY: next })
})

test('when the file cannot be written, everything stays as it was', (t) => {
  const file = join(temporaryDirectory(t), 'file')
  writeFileSync(file, '')
  const places = { keyPath: join(file, 'master.key'), probePath: join(file, 'master.key.check') }
  const keys = createMasterKeysInUse([generateMasterKey()], places)
  const { names } = keys
  assert.throws(() => keys.addKey(), ConfigError)
  assert.deepEqual(keys.names, names)
})
