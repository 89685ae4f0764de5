import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { makeTemplateDatabase } from './support/postgres-databases.ts'
import { startPostgresServer } from './support/postgres-server.ts'

/** Tests of the engine and of the API that hold on any store: here they run on PostgreSQL. */
const chosen = [
  'src/engine/create-engine.test.ts',
  'src/engine/inbox.test.ts',
  'src/engine/ordered-lanes.test.ts',
  'src/engine/ordered-lanes-faults.test.ts',
  'src/engine/waker.test.ts',
  'src/profiles/standard/events/publish-event.test.ts',
  'src/profiles/standard/deliveries/deliveries.test.ts',
  'src/profiles/standard/webhooks/list-deliveries.test.ts',
  'src/management/master-key-rotation.test.ts',
  'test/profiles-through-v1.test.ts',
  'test/crash.test.ts',
]

const server = await startPostgresServer()
await makeTemplateDatabase(server)
after(() => server[Symbol.asyncDispose]())

for (const file of chosen) {
  test(`${file} passes on PostgreSQL`, async () => {
    const child = spawn(
      process.execPath,
      [
        '--test',
        '--conditions=posthorn-source',
        '--test-reporter=tap',
        '--test-timeout=120000',
        file,
      ],
      {
        cwd: join(import.meta.dirname, '..'),
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...process.env,
          POSTHORN_TEST_POSTGRES_SERVER: server.urlOf('postgres'),
          // Set for this process by the runner that it is a child of; it would make the child report to it.
          NODE_TEST_CONTEXT: undefined,
        },
      },
    )
    const [output] = await Promise.all([text(child.stdout), once(child, 'exit')])
    assert.equal(child.exitCode, 0, output)
    assert.match(output, /^# pass [1-9]/m)
  })
}
