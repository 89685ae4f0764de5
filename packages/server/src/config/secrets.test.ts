import assert from 'node:assert/strict'
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { ConfigError } from './config-error.ts'
import { formatMasterKey, generateMasterKey } from './key-ring.ts'
import { makeMasterKeyFile } from './master-key-file.ts'
import { readEnvironment } from './read-environment.ts'
import { loadSecrets, type Secrets } from './secrets.ts'

function load(dataDir: string, env: Record<string, string> = {}): Secrets {
  const secrets = loadSecrets(readEnvironment(env), dataDir)
  secrets.masterKeys.confirm()
  return secrets
}

function refusal(dataDir: string, env: Record<string, string> = {}): string {
  try {
    load(dataDir, env)
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    return error.message
  }
  return assert.fail('It was accepted')
}

test('the first start makes a key that only its owner may read, and later starts use it', (t) => {
  const dataDir = join(temporaryDirectory(t), 'new', 'data')
  const sealed = load(dataDir).masterKeys.sealer.seal('whsec_abc', 'row')
  assert.equal(statSync(join(dataDir, 'master.key')).mode & 0o777, 0o600)
  assert.equal(statSync(dataDir).mode & 0o777, 0o700)
  assert.deepEqual(readdirSync(dataDir).toSorted(), ['master.key', 'master.key.check'])
  assert.equal(load(dataDir).masterKeys.sealer.unseal(sealed, 'row'), 'whsec_abc')
})

test('a key file that others can read is refused with the command that mends it', (t) => {
  const dataDir = temporaryDirectory(t)
  load(dataDir)
  const path = join(dataDir, 'master.key')
  chmodSync(path, 0o640)
  assert.equal(
    refusal(dataDir),
    `${path} can be read by others (its mode is 640). Run: chmod 600 ${path}`,
  )
})

test('a server whose key does not fit its data refuses to start', (t) => {
  const dataDir = temporaryDirectory(t)
  load(dataDir)
  const path = join(dataDir, 'master.key')
  writeFileSync(path, formatMasterKey(generateMasterKey()), { mode: 0o600 })
  assert.match(refusal(dataDir), /does not fit/)
  const other = formatMasterKey(generateMasterKey())
  assert.match(refusal(dataDir, { POSTHORN_MASTER_KEY: other }), /does not fit/)
})

test('a key that is gone is not replaced by a new one', (t) => {
  const dataDir = temporaryDirectory(t)
  load(dataDir)
  rmSync(join(dataDir, 'master.key'))
  assert.match(refusal(dataDir), /master\.key is missing/)
  assert.deepEqual(readdirSync(dataDir), ['master.key.check'])
})

test('a key file that holds no key is refused', (t) => {
  const dataDir = temporaryDirectory(t)
  writeFileSync(join(dataDir, 'master.key'), 'hello', { mode: 0o600 })
  assert.match(refusal(dataDir), /holds no key/)
})

test('keys from the environment make no key file, and a new one in front takes over', (t) => {
  const dataDir = temporaryDirectory(t)
  const former = formatMasterKey({ ...generateMasterKey(), name: 'k1' })
  const next = formatMasterKey({ ...generateMasterKey(), name: 'k2' })
  const sealed = load(dataDir, { POSTHORN_MASTER_KEY: former }).masterKeys.sealer.seal(
    'text',
    'row',
  )
  assert.deepEqual(readdirSync(dataDir), ['master.key.check'])
  const { sealer } = load(dataDir, { POSTHORN_MASTER_KEY: `${next},${former}` }).masterKeys
  assert.equal(sealer.unseal(sealed, 'row'), 'text')
  assert.match(sealer.seal('text', 'row'), /^v1:k2:/)
})

test('the text of the key file moves to the environment as it is', (t) => {
  const dataDir = temporaryDirectory(t)
  load(dataDir)
  const path = join(dataDir, 'master.key')
  const text = readFileSync(path, 'utf8').trim()
  rmSync(path)
  load(dataDir, { POSTHORN_MASTER_KEY: text })
})

test('wrong keys in the environment are refused without being shown', (t) => {
  const dataDir = temporaryDirectory(t)
  const wrongMaster = refusal(dataDir, { POSTHORN_MASTER_KEY: 'k1:c2hvcnQ' })
  assert.match(wrongMaster, /^POSTHORN_MASTER_KEY has to be/)
  assert.ok(!wrongMaster.includes('c2hvcnQ'))
  const wrongAdmin = refusal(dataDir, { POSTHORN_ADMIN_KEY: 'hunter2' })
  assert.match(wrongAdmin, /^POSTHORN_ADMIN_KEY \(7 characters\) has to be 32 to 256/)
  assert.ok(!wrongAdmin.includes('hunter2'))
})

test('the admin key of the environment is handed on, and without one there is none', (t) => {
  const dataDir = temporaryDirectory(t)
  const key = 'a'.repeat(32)
  assert.equal(load(dataDir, { POSTHORN_ADMIN_KEY: key }).adminKey, key)
  assert.equal(load(dataDir).adminKey, null)
})

test('a data directory that cannot be used is told with its reason', (t) => {
  const path = join(temporaryDirectory(t), 'file')
  writeFileSync(path, '')
  assert.match(refusal(path), /^The data directory .* cannot be used: E(?:NOTDIR|EXIST)/)
})

test('a key file that another process has just made is not replaced', (t) => {
  const path = join(temporaryDirectory(t), 'master.key')
  makeMasterKeyFile(path)
  const text = readFileSync(path, 'utf8')
  assert.throws(() => makeMasterKeyFile(path), { code: 'EEXIST' })
  assert.equal(readFileSync(path, 'utf8'), text)
})

test('a start that came no further does not tie the directory to its key', (t) => {
  const dataDir = temporaryDirectory(t)
  const wrong = formatMasterKey(generateMasterKey())
  loadSecrets(readEnvironment({ POSTHORN_MASTER_KEY: wrong }), dataDir)
  assert.deepEqual(readdirSync(dataDir), [])
  load(dataDir, { POSTHORN_MASTER_KEY: formatMasterKey(generateMasterKey()) })
})
