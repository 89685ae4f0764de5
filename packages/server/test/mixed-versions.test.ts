import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from './support/eventually.ts'
import { makeLaterVersion } from './support/later-version.ts'
import { realPause } from './support/manual-clock.ts'
import { startNodeGroup } from './support/node-group.ts'
import { createNumberedWorkspace, numbersIn, publishAlways } from './support/numbered-workspace.ts'
import { startReceiver } from './support/receiver.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

/** What a later version may do beside this one: add. What is called keeps its name and its meaning. */
const addition = `
  ALTER TABLE events ADD COLUMN later text;
  ALTER TABLE queue ADD COLUMN later integer NOT NULL DEFAULT 0;
  ALTER TABLE deliveries ADD COLUMN later text;
  ALTER TABLE webhooks ADD COLUMN later text;
  CREATE TABLE later (id uuid PRIMARY KEY);
  CREATE FUNCTION later() RETURNS integer LANGUAGE sql AS 'SELECT 1';`

test('servers are replaced by a later version one after the other, under load: nothing is lost, and nothing doubled', async (t) => {
  await using group = await startNodeGroup()
  await using receiver = await startReceiver()
  receiver.answerAfterMs = 10
  const later = makeLaterVersion(temporaryDirectory(t), addition)
  const former = [await group.start(), await group.start()]
  let nodes = former
  const [first] = former
  assert.ok(first !== undefined)
  const workspace = await createNumberedWorkspace(first.url, receiver)
  const load = publishAlways(workspace, () => nodes.map(({ url }) => url))
  for (const old of former) {
    await realPause(500)
    const successor = await group.start({}, later)
    nodes = [...nodes, successor]
    // Both versions accept and send for a while.
    const before = receiver.requests.length
    await eventually('more to arrive', () => receiver.requests.length > before + 50)
    nodes = nodes.filter((node) => node !== old)
    assert.equal(await old.stop(), 0)
  }
  await realPause(500)
  const accepted = await load.end()
  await eventually('all of them', () => accepted.size === new Set(numbersIn(receiver)).size)
  assert.equal(receiver.requests.length, accepted.size)

  const schema =
    /the database has schema 9000, and this version of Posthorn knows schemas up to \d+/
  await assert.rejects(group.start(), schema)
})
