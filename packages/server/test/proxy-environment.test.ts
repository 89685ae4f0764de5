import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { runPosthorn } from './support/posthorn-process.ts'
import { startRawReceiver } from './support/raw-receiver.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'

/** Every variable by which some client is told of a proxy. */
function proxyEnvironment(proxy: string): Record<string, string> {
  const names = ['http_proxy', 'https_proxy', 'all_proxy']
  return {
    ...Object.fromEntries(
      names.flatMap((name) => [name, name.toUpperCase()]).map((name) => [name, proxy]),
    ),
    NODE_USE_ENV_PROXY: '1',
    NO_PROXY: '',
    no_proxy: '',
    npm_config_proxy: proxy,
  }
}

test('a proxy in the environment gets nothing of what is sent', async (t) => {
  const answering = { onRequest: (socket: NodeJS.WritableStream) => socket.write(answer) }
  const receiver = await startRawReceiver(answering)
  const proxy = await startRawReceiver(answering)
  t.after(() => Promise.all([receiver.close(), proxy.close()]))
  const env = proxyEnvironment(proxy.origin)
  const url = `${receiver.origin}/hook`

  const sending = runPosthorn(t, ['send', url, '--type', 'user.created'], {
    cwd: temporaryDirectory(t),
    env,
  })
  assert.equal(await sending.ended, 0, sending.stderr() + sending.stdout())
  assert.equal(receiver.requests.length, 1)
  assert.equal(proxy.accepted(), 0)

  // The environment does steer whoever asks it.
  await promisify(execFile)(process.execPath, ['-e', `fetch('${url}')`], { env })
  assert.equal(proxy.accepted(), 1)
  assert.equal(receiver.requests.length, 1)
})
