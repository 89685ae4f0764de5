import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Client } from 'pg'
import { eventually } from './eventually.ts'
import { startPostgresServer } from './postgres-server.ts'
import { startToxicProxy, type WirePoint } from './toxic-proxy.ts'

const server = await startPostgresServer()
await server.query('CREATE TABLE notes (note text)')
const proxy = await startToxicProxy(server.port)
after(async () => {
  await proxy[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

async function connect(): Promise<Client> {
  const client = new Client(`postgres://postgres@127.0.0.1:${proxy.port}/postgres`)
  // What is asked fails when the connection is cut; nobody has to be told twice.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

const insert = { name: 'insert', text: 'INSERT INTO notes VALUES ($1)' }
const note = (client: Client, text: string) => client.query({ ...insert, values: [text] })
const isNoted = async (text: string) =>
  (await server.query(`SELECT FROM notes WHERE note = '${text}'`)).length === 1

for (const [moment, isThere] of [
  ['asked', false],
  ['answered', true],
] as const) {
  test(`a connection that is cut when a statement is ${moment} has${isThere ? '' : ' not'} run it`, async () => {
    const client = await connect()
    await note(client, `before ${moment}`)
    proxy.setTrap({ point: { statement: 'INTO notes', moment }, strike: () => proxy.cut() })
    await client.query('SELECT 1')
    // By the name that it was prepared under.
    await assert.rejects(note(client, moment))
    assert.equal(await isNoted(moment), isThere)
    await client.end()
  })
}

test('a trap strikes once, and lets the statement pass if nothing is cut', async () => {
  const client = await connect()
  const point: WirePoint = { statement: 'INTO notes', moment: 'sent' }
  let strikes = 0
  proxy.setTrap({ point, strike: () => (strikes += 1) })
  await note(client, 'first')
  await note(client, 'second')
  assert.equal(strikes, 1)
  assert.equal(await isNoted('second'), true)
  await client.end()
})

test('what is on its way in a silence arrives after it, or never when the connection is cut', async () => {
  const cut = await connect()
  proxy.toxic = { kind: 'silence' }
  const late = note(cut, 'cut off')
  proxy.cut()
  await assert.rejects(late)
  proxy.toxic = { kind: 'none' }

  const client = await connect()
  proxy.toxic = { kind: 'silence' }
  const noted = note(client, 'late')
  assert.equal(await isNoted('late'), false)
  proxy.toxic = { kind: 'delay', delayMs: 5 }
  await noted
  proxy.toxic = { kind: 'trickle', bytesPerSecond: 10_000 }
  await note(client, 'slow')
  proxy.toxic = { kind: 'none' }
  await eventually('both', async () => (await isNoted('late')) && (await isNoted('slow')))
  assert.equal(await isNoted('cut off'), false)
  await client.end()
})
