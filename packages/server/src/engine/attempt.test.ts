import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { ManualClock } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { acceptedId, startTestEngine } from '../../test/support/test-engine.ts'
import { bytesOf, startMs } from '../stores/contract/samples.ts'

for (const fault of ['secret', 'body'] as const) {
  test(`a ${fault} that cannot be had is a failed attempt, and the retry sends the whole body`, async (t) => {
    const clock = new ManualClock(startMs)
    let isBroken = true
    const unlessBroken = (part: string): void => {
      if (isBroken && part === fault) throw new Error(`no ${part}`)
    }
    await using running = await startTestEngine({
      directory: temporaryDirectory(t),
      clock,
      sealer: {
        seal: (text) => text,
        unseal(sealed) {
          unlessBroken('secret')
          return sealed
        },
      },
      profile: {
        renderBody({ data }) {
          unlessBroken('body')
          return data
        },
      },
    })
    await running.addWebhook()
    const [result] = await running.publish(['{"n":0}'])
    const passing = { clock, stepMs: 50 }
    const failed = await asTimePasses(passing, 'a failed attempt', async () => {
      const view = await running.deliveryOf(acceptedId(result))
      return view.attempts === 1 && view
    })
    assert.deepEqual(failed.lastAttempt?.outcome, {
      kind: 'unsendable',
      detail: `The request could not be made: no ${fault}`,
    })
    assert.equal(running.sender.requests.length, 0)

    isBroken = false
    await asTimePasses(passing, 'the retry', () => running.counts.ended === 1)
    assert.deepEqual(
      running.sender.requests.map(({ body }) => Buffer.from(body)),
      [Buffer.from(bytesOf('{"n":0}'))],
    )
  })
}
