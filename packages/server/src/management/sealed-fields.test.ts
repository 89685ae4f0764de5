import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../test/support/manual-clock.ts'
import { tlsFixture } from '../../test/support/tls-fixtures.ts'
import { RequestError } from '../domain/errors.ts'
import type { Webhook } from '../domain/webhook.ts'
import { sampleTls, sampleWebhook, startMs } from '../stores/contract/samples.ts'
import { changeHeaders } from './custom-headers.ts'
import { changeTls } from './webhook-tls.ts'

const lost = {
  clock: new ManualClock(startMs),
  sealer: {
    seal: (text: string) => `sealed ${text}`,
    unseal(): string {
      throw new Error('no such key')
    },
  },
}
const customHeaders = { names: ['X-A'], sealed: 'lost' }
const ca = tlsFixture('authority')

function assertConflict(change: () => unknown, field: string): void {
  assert.throws(change, (error) => {
    assert.ok(error instanceof RequestError)
    assert.deepEqual([error.code, error.field], ['conflict', field])
    return true
  })
}

test('what no key unseals any more cannot be changed in part, and that is said', () => {
  const webhook: Webhook = sampleWebhook({ customHeaders, tls: sampleTls })
  const rules = { headerKeys: new Set<string>() }
  assertConflict(
    () => changeHeaders(lost, webhook, { change: { 'X-B': 'b' }, rules }),
    'custom_headers',
  )
  assertConflict(() => changeTls(lost, webhook, { ca }), 'tls')
})

test('once it was taken away, it is set anew', () => {
  const webhook = sampleWebhook()
  const rules = { headerKeys: new Set<string>() }
  assert.deepEqual(changeHeaders(lost, webhook, { change: { 'X-B': 'b' }, rules }), {
    names: ['X-B'],
    sealed: 'sealed ["X-B","b"]',
  })
  assert.equal(changeTls(lost, webhook, { ca })?.authorities.length, 1)
})
