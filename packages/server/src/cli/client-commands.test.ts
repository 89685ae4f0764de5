import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable, PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { readEnvironment } from '../config/read-environment.ts'
import { writeDevFile } from '../dev/dev-file.ts'
import { deliveriesCommand } from './deliveries.ts'
import { publishCommand } from './publish.ts'
import { runCommand } from './run-command.ts'
import { webhooksListCommand } from './webhooks-list.ts'
import { webhooksTestCommand } from './webhooks-test.ts'

const commands = [publishCommand, deliveriesCommand, webhooksListCommand, webhooksTestCommand]

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

interface Answering {
  readonly url: string
  readonly seen: Seen[]
}

/** Answers every request with this status and body. */
async function answerWith(t: TestContext, status: number, body: string): Promise<Answering> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    void text(request).then((received) => {
      const { method = '', url = '', headers } = request
      seen.push({ method, url, headers, body: received })
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  // A TCP server that listens has an AddressInfo.
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, seen }
}

interface Given {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
}

async function run(
  args: readonly string[],
  { cwd = '/nonexistent', env = {}, stdin = '' }: Given = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const code = await runCommand(commands, args, {
    stdin: Readable.from([stdin]),
    stdout,
    stderr,
    cwd,
    environment: readEnvironment(env),
    signal: new AbortController().signal,
  })
  stdout.end()
  stderr.end()
  return { code, stdout: await text(stdout), stderr: await text(stderr) }
}

test('publish sends the data in the very digits that were given', async (t) => {
  const server = await answerWith(t, 202, '{"id":"evt_1"}')
  const data = '{"n":12345678901234567890.10}'
  const args = ['publish', '--type', 'user.created', '--data', data, '--id', 'mine']
  const result = await run([...args, '--url', server.url, '--key', 'k'])
  assert.deepEqual(result, { code: 0, stdout: 'Published evt_1\n', stderr: '' })
  assert.equal(server.seen[0]?.body, `{"type":"user.created","id":"mine","data":${data}}`)
  assert.equal(server.seen[0]?.headers.authorization, 'Bearer k')
})

test('publish takes its data from a file or the standard input', async (t) => {
  const server = await answerWith(t, 202, '{"id":"evt_1"}')
  const cwd = temporaryDirectory(t)
  writeFileSync(join(cwd, 'data.json'), '{"from":"file"}')
  const env = { POSTHORN_URL: server.url, POSTHORN_KEY: 'k' }
  await run(['publish', '--type', 'a', '--file', 'data.json'], { cwd, env })
  await run(['publish', '--type', 'a'], { env, stdin: '{"from":"stdin"}' })
  await run(['publish', '--type', 'a', '--file', '-'], { env, stdin: '{"from":"dash"}' })
  assert.deepEqual(
    server.seen.map(({ body }) => body),
    [
      '{"type":"a","data":{"from":"file"}}',
      '{"type":"a","data":{"from":"stdin"}}',
      '{"type":"a","data":{"from":"dash"}}',
    ],
  )
})

test('data that is no JSON object is refused before anything is sent', async () => {
  const env = { POSTHORN_KEY: 'k' }
  for (const [data, message] of [
    ['[1]', '--data has to be a JSON object'],
    ['{', '--data is not JSON'],
  ] as const) {
    const { code, stderr } = await run(['publish', '--type', 'a', '--data', data], { env })
    assert.equal(code, 1)
    assert.ok(stderr.startsWith(message), stderr)
  }
  assert.match(
    (await run(['publish', '--type', 'a'], { env })).stderr,
    /^The standard input is not JSON/,
  )
  assert.match(
    (await run(['publish', '--type', 'a', '--file', 'no.json'], { env })).stderr,
    /^no\.json cannot be read/,
  )
})

test('a server’s refusal is shown in its own words, without what would steer the terminal', async (t) => {
  const body = JSON.stringify({ error: { code: 'x', message: 'No \u001b[31msuch\u001b[0m type.' } })
  const server = await answerWith(t, 400, body)
  const env = { POSTHORN_URL: server.url, POSTHORN_KEY: 'k' }
  const { code, stderr } = await run(['webhooks', 'list'], { env })
  assert.equal(code, 1)
  assert.equal(stderr, 'No \u{fffd}[31msuch\u{fffd}[0m type.\n')
})

test('a server that does not answer, or not as Posthorn does, is told', async (t) => {
  const nobody = await run(['webhooks', 'list', '--url', 'http://127.0.0.1:9', '--key', 'k'])
  assert.equal(nobody.code, 1)
  assert.match(nobody.stderr, /^Nothing answers at http:\/\/127\.0\.0\.1:9\. Is Posthorn running\?/)
  const other = await answerWith(t, 200, '<html>')
  const { stderr } = await run(['webhooks', 'list', '--url', other.url, '--key', 'k'])
  assert.equal(stderr, `${other.url} answered 200, not as Posthorn does.\n`)
})

test('webhooks and deliveries are listed in aligned columns', async (t) => {
  const server = await answerWith(
    t,
    200,
    JSON.stringify({
      deliveries: [
        {
          id: 'del_1',
          event_id: 'evt_1',
          status: 'success',
          status_code: 200,
          attempts: 1,
          delivered_at: '2026-01-15T12:30:00Z',
        },
        {
          id: 'del_22',
          event_id: 'evt_2',
          status: 'failed',
          status_code: null,
          attempts: 5,
          error: 'Connection timeout',
        },
      ],
    }),
  )
  const { stdout } = await run([
    'deliveries',
    'hook/1',
    '--status',
    'failed',
    '--url',
    server.url,
    '--key',
    'k',
  ])
  assert.deepEqual(stdout.split('\n'), [
    'DELIVERY  EVENT  STATUS   ATTEMPTS  ANSWER  DELIVERED             ERROR',
    'del_1     evt_1  success  1         200     2026-01-15T12:30:00Z  –',
    'del_22    evt_2  failed   5         –       –                     Connection timeout',
    '',
  ])
  assert.equal(server.seen[0]?.url, '/v1/webhooks/hook%2F1/deliveries?limit=20&status=failed')
})

test('webhooks test says what came of it, in words and by its exit code', async (t) => {
  const arrived = await answerWith(
    t,
    200,
    '{"event_id":"evt_test_1","status":"success","status_code":204}',
  )
  const good = await run(['webhooks', 'test', 'hook_1', '--url', arrived.url, '--key', 'k'])
  assert.deepEqual(good, { code: 0, stdout: 'evt_test_1 arrived, answered 204\n', stderr: '' })
  const failed = await answerWith(
    t,
    200,
    '{"event_id":"evt_test_1","status":"failed","error":"HTTP 500"}',
  )
  const bad = await run(['webhooks', 'test', 'hook_1', '--url', failed.url, '--key', 'k'])
  assert.deepEqual(bad, { code: 1, stdout: 'evt_test_1 failed: HTTP 500\n', stderr: '' })
})

test('url and key are found where posthorn dev runs, and its key goes to its own server only', async (t) => {
  const server = await answerWith(t, 200, '{"data":[]}')
  const other = await answerWith(t, 200, '{"data":[]}')
  const cwd = temporaryDirectory(t)
  writeDevFile(join(cwd, '.posthorn'), {
    url: server.url,
    key: 'dev-key',
    adminKey: null,
    workspaceId: 'w',
    webhookId: 'h',
  })
  const found = await run(['webhooks', 'list'], { cwd })
  assert.deepEqual(found, { code: 0, stdout: 'There are no webhooks.\n', stderr: '' })
  assert.equal(server.seen[0]?.headers.authorization, 'Bearer dev-key')
  const elsewhere = await run(['webhooks', 'list', '--url', other.url], { cwd })
  assert.match(elsewhere.stderr, /^No API key/)
  assert.equal(other.seen.length, 0)
})

test('a URL that is none is refused', async () => {
  const { stderr } = await run(['webhooks', 'list', '--url', 'localhost:8080', '--key', 'k'])
  assert.match(stderr, /^"localhost:8080" is not the URL of a server/)
})
