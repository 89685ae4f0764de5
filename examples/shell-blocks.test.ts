import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { createApp } from '../packages/server/src/app.ts'
import { createCommands } from '../packages/server/src/cli/commands.ts'
import { parseArguments } from '../packages/server/src/cli/parse-arguments.ts'
import { eventually } from '../packages/server/test/support/eventually.ts'
import { startReceiver } from '../packages/server/test/support/receiver.ts'
import { testAdminKey } from '../packages/server/test/support/server-process.ts'
import { startTestApp, type TestApp } from '../packages/server/test/support/test-app.ts'
import { allBlocks } from './support/pages.ts'
import { main, runBlock } from './support/run-block.ts'
import { createSnippetProject } from './support/snippet-project.ts'

const run = promisify(execFile)
const commands = createCommands(createApp)
const devUrl = 'http://127.0.0.1:8080'

async function createKey(app: TestApp, scopes: readonly string[]): Promise<Record<string, string>> {
  const created = await app.admin('POST', `/v1/workspaces/${app.workspace}/keys`, {
    name: 'reader of the pages',
    scopes,
  })
  return { POSTHORN_KEY: textOf(created.body.key), KEY_ID: textOf(created.body.id) }
}

function textOf(value: unknown): string {
  return String(value)
}

test('the first page publishes an event and makes a webhook by curl', async () => {
  await using app = await startTestApp()
  const { POSTHORN_KEY = '' } = await createKey(app, ['publish', 'manage'])
  const [event, webhook] = allBlocks('sh').filter(
    ({ page, code }) => page === 'README.md' && code.startsWith('curl'),
  )
  assert.ok(event !== undefined && webhook !== undefined)
  const ask = (code: string) => runBlock(code.replaceAll(devUrl, app.url), { POSTHORN_KEY })
  assert.equal(JSON.parse(await ask(event.code)).type, 'user.created')
  assert.match(JSON.parse(await ask(webhook.code)).secret, /^whsec_/)
})

test('the first page publishes the same event in TypeScript, twice as safely as once', async () => {
  await using app = await startTestApp()
  using project = createSnippetProject()
  const { POSTHORN_KEY = '' } = await createKey(app, ['publish'])
  const block = allBlocks('ts').find(
    ({ page, code }) => page === 'README.md' && code.includes(devUrl),
  )
  assert.ok(block !== undefined)
  const path = project.add(block.code.replaceAll(devUrl, app.url))
  for (const _time of ['once', 'again']) {
    await run(process.execPath, ['--conditions=posthorn-source', path], { env: { POSTHORN_KEY } })
  }
  const { body } = await app.call('GET', '/v1/events?type=user.created')
  assert.equal(Object.keys(body.data ?? {}).length, 1)
})

/** As Endgrate's pages call it. */
const documentedSession = '6566e85e7cf20dca9cef0c0a'

/** Apart from those that take files which only their reader has. */
const againstServer = allBlocks('sh').filter(
  ({ page, code }) =>
    page !== 'README.md' && /\$(POSTHORN_URL|WEBHOOK_ID)/.test(code) && !code.includes('--rawfile'),
)

test('the commands of the pages do what they say against a real server', async () => {
  await using app = await startTestApp()
  await using receiver = await startReceiver()
  const webhook = { url: receiver.url, events: ['user.created'] }
  const webhookId = textOf((await app.call('POST', '/v1/webhooks', webhook)).body.id)
  const event = { type: 'user.created', data: { id: 'user_123' } }
  const eventId = textOf((await app.call('POST', '/v1/events', event)).body.id)
  const deliveryId = await eventually('a delivery', async () => {
    const answer = await app.call('GET', `/v1/webhooks/${webhookId}/deliveries?status=success`)
    return answer.body.deliveries?.['0']?.id
  })
  const { KEY_ID = '' } = await createKey(app, ['read'])
  const leaving = await app.admin('POST', '/v1/workspaces', { name: 'A customer of the past' })
  const portalLink = await app.call('POST', '/v1/portal-links', { capabilities: [] })
  const environment = {
    ...(await createKey(app, ['publish', 'manage'])),
    KEY_ID,
    POSTHORN_URL: app.url,
    POSTHORN_ADMIN_KEY: testAdminKey,
    WORKSPACE_ID: app.workspace,
    LEAVING_WORKSPACE_ID: textOf(leaving.body.id),
    WEBHOOK_ID: webhookId,
    EVENT_ID: eventId,
    DELIVERY_ID: textOf(deliveryId),
    PORTAL_LINK_ID: textOf(portalLink.body.id),
  }
  assert.ok(againstServer.length >= 9)
  const session = await app.call('POST', '/api/session/initiate', {})
  const sessionId = textOf(session.body.session_id)
  for (const { name, code } of againstServer) {
    const run = runBlock(code.replaceAll(documentedSession, sessionId), environment)
    await assert.doesNotReject(run, name)
  }
})

test('every posthorn command of the pages is one that there is, with its options', () => {
  const lines = allBlocks('sh').flatMap(({ code }) => code.match(/^posthorn .*$/gm) ?? [])
  assert.ok(lines.length >= 8)
  for (const line of lines) {
    const [, ...words] = wordsOf(line)
    const command = commands.find(({ name }) => words.join(' ').startsWith(name))
    assert.ok(command !== undefined, line)
    parseArguments(command, words.slice(command.name.split(' ').length))
  }
})

/** As a shell takes them apart; a variable that is not set is left in. */
function wordsOf(line: string): string[] {
  const unexpanded = line.replaceAll('$', String.raw`\$`)
  const script = `for word in ${unexpanded}; do echo "$word"; done`
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n')
}

test('the alias of the pages starts the program', async () => {
  const aliases = allBlocks('sh').flatMap(({ code }) => code.match(/^alias .*$/gm) ?? [])
  assert.ok(aliases.length >= 3)
  for (const alias of aliases) {
    assert.equal(alias, "alias posthorn='npx posthorn'")
  }
  const { stdout } = await run(process.execPath, [main, '--help'])
  assert.match(stdout, /^Posthorn sends webhooks/)
})
