import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { ConfigError } from './config-error.ts'
import { loadConfig, type LoadedConfig } from './config.ts'
import { readEnvironment } from './read-environment.ts'
import { settings, type Mode, type Setting } from './settings.ts'

interface Given {
  readonly mode?: Mode
  readonly env?: Record<string, string>
  /** The text of posthorn.config.ts. */
  readonly file?: string
}

async function load(
  t: TestContext,
  { mode = 'serve', env = {}, file }: Given,
): Promise<LoadedConfig> {
  const cwd = temporaryDirectory(t)
  if (file !== undefined) writeFileSync(join(cwd, 'posthorn.config.ts'), file)
  return loadConfig(mode, readEnvironment(env), cwd)
}

async function refusal(t: TestContext, given: Given): Promise<string> {
  const error: unknown = await load(t, given).then(
    () => assert.fail('It was accepted'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof ConfigError, String(error))
  return error.message
}

test('every default is a value that its own kind allows', () => {
  for (const { variable, kind, defaults } of Object.values<Setting<unknown>>(settings)) {
    for (const value of Object.values(defaults)) {
      assert.deepEqual(kind.accept(value), value, variable)
      const text = kind.format(value)
      if (text !== '') assert.deepEqual(kind.parse(text), value, variable)
    }
  }
})

test('without any setting, serve listens to everyone on 8080 and sends over HTTPS to public addresses only', async (t) => {
  const { config, warnings } = await load(t, {})
  assert.equal(config.port, 8080)
  assert.equal(config.host, '0.0.0.0')
  assert.equal(config.allowHttp, false)
  assert.deepEqual(config.allowNetworks, [])
  assert.deepEqual(warnings, [])
})

test('dev listens on loopback, and opens plain HTTP and loopback to webhooks', async (t) => {
  const { config } = await load(t, {
    mode: 'dev',
    env: { POSTHORN_ALLOW_NETWORKS: '10.0.0.0/8', POSTHORN_DEV_SPEEDUP: '60' },
  })
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.allowHttp, true)
  assert.equal(config.devSpeedup, 60)
  assert.deepEqual(config.allowNetworks, ['127.0.0.0/8', '::1/128', '10.0.0.0/8'])
})

test('a wrong value ends with a sentence that names variable, value and what is allowed', async (t) => {
  const message = await refusal(t, { env: { PORT: '80a', POSTHORN_LOG_LEVEL: 'loud' } })
  assert.deepEqual(message.split('\n'), [
    'PORT is "80a"; it has to be a whole number from 0 to 65535.',
    'POSTHORN_LOG_LEVEL is "loud"; it has to be one of fatal, error, warn, info, debug, trace, silent.',
  ])
})

test('values outside their range, of a wrong form or with stray text are refused', async (t) => {
  const wrong: Record<string, string[]> = {
    PORT: ['-1', '65536', '1e3', '0x10', ' 80', '8.5'],
    POSTHORN_ALLOW_HTTP: ['yes', 'on', '2'],
    POSTHORN_ALLOW_NETWORKS: ['10.0.0.0/33', 'fd00::/129', 'example.com', '10.0.0.0/8,'],
    POSTHORN_ALLOW_PORTS: ['0', '25;26', '70000'],
    POSTHORN_MAX_DATA_BYTES: ['1048577', '0'],
    POSTHORN_SHUTDOWN_GRACE_MS: ['30001'],
    POSTHORN_DATA_DIR: ['  ', 'a\u0000b'],
  }
  for (const [variable, values] of Object.entries(wrong)) {
    for (const value of values) {
      const message = await refusal(t, { env: { [variable]: value } })
      assert.ok(message.startsWith(`${variable} is "${value}"; it has to be `), message)
    }
  }
})

test('lists may have spaces, and an address stands for itself', async (t) => {
  const { config } = await load(t, {
    env: {
      POSTHORN_ALLOW_NETWORKS: '10.0.0.0/8, fd00::/8, 192.0.2.1',
      POSTHORN_ALLOW_PORTS: '25, 5432',
    },
  })
  assert.deepEqual(config.allowNetworks, ['10.0.0.0/8', 'fd00::/8', '192.0.2.1'])
  assert.deepEqual(config.allowPorts, [25, 5432])
})

test('serve refuses the speed-up that only dev knows', async (t) => {
  const message = await refusal(t, { env: { POSTHORN_DEV_SPEEDUP: '60' } })
  assert.equal(
    message,
    'POSTHORN_DEV_SPEEDUP is "60", but only `posthorn dev` knows it: remove it.',
  )
})

test('dev cannot do without plain HTTP, which its inbox is reached by', async (t) => {
  const message = await refusal(t, { mode: 'dev', env: { POSTHORN_ALLOW_HTTP: 'false' } })
  assert.equal(
    message,
    'POSTHORN_ALLOW_HTTP is false, but the inbox of `posthorn dev` needs plain HTTP.',
  )
})

test('an empty variable counts as absent', async (t) => {
  const { config } = await load(t, { env: { PORT: '', POSTHORN_LOG_LEVEL: '' } })
  assert.equal(config.port, 8080)
})

test('the configuration file sets what the environment does not', async (t) => {
  const { config } = await load(t, {
    env: { PORT: '9001' },
    file: 'const port: number = 9000\nexport default { port, allowNetworks: ["10.0.0.0/8"] }',
  })
  assert.equal(config.port, 9001)
  assert.deepEqual(config.allowNetworks, ['10.0.0.0/8'])
})

test('the file imports posthorn/config wherever it stands', async (t) => {
  const { config } = await load(t, {
    file: "import { defineConfig } from 'posthorn/config'\nexport default defineConfig({ port: 9000 })",
  })
  assert.equal(config.port, 9000)
})

test('a field of the file that is no setting is refused with its place and the nearest one', async (t) => {
  const message = await refusal(t, { file: 'export default { prot: 9000 }' })
  assert.match(message, /posthorn\.config\.ts:1: prot is not a setting\. Did you mean port\?$/)
})

test('a wrong value in the file is refused with its place', async (t) => {
  const message = await refusal(t, { file: 'export default { port: "9000", allowNetworks: [1] }' })
  assert.match(message, /posthorn\.config\.ts:1: port is "9000"; it has to be a whole number/)
  assert.match(message, /posthorn\.config\.ts:1: allowNetworks is \[1\]; it has to be a list/)
})

test('a file that is named has to be there, has to load and has to export an object', async (t) => {
  assert.equal(
    await refusal(t, { env: { POSTHORN_CONFIG: 'other.ts' } }),
    'POSTHORN_CONFIG is "other.ts", but there is no such file.',
  )
  assert.match(await refusal(t, { file: 'export default [' }), /could not be loaded/)
  assert.match(await refusal(t, { file: 'export const port = 1' }), /default export/)
})

test('a misspelled variable is told, and what Kubernetes injects is not', async (t) => {
  const { warnings } = await load(t, {
    env: {
      POSTHORN_DATADIR: '/data',
      POSTHORN_PORT: 'tcp://10.0.0.1:80',
      POSTHORN_SERVICE_HOST: 'x',
    },
  })
  assert.deepEqual(warnings, [
    'POSTHORN_DATADIR is not a setting and has no effect. Did you mean POSTHORN_DATA_DIR?',
  ])
})

test('the data directory is absolute and starts from the working directory', async (t) => {
  const cwd = temporaryDirectory(t)
  const { config } = await loadConfig('serve', readEnvironment({}), cwd)
  assert.equal(config.dataDir, join(cwd, '.posthorn'))
})
