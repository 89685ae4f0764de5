import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { ManualClock } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { acceptedId, startTestEngine, type TestEngine } from '../../test/support/test-engine.ts'
import type { AttemptRecord } from '../domain/delivery.ts'
import type { SealedTls, TlsMaterial, Webhook } from '../domain/webhook.ts'
import { sampleCertificate, sampleWebhook, startMs } from '../stores/contract/samples.ts'
import { createSealedParts } from './sealed-parts.ts'

const material: TlsMaterial = { clientCertificate: 'certificate', clientKey: 'key', ca: 'ca' }
const certificate = { ...sampleCertificate, expiresAtMs: startMs + 60_000 }
const tls: SealedTls = {
  clientCertificate: certificate,
  authorities: [],
  sealed: JSON.stringify(material),
}
const customHeaders = { names: ['X-A'], sealed: JSON.stringify(['X-A', 'value']) }

/** The engine with a sealer that seals nothing, and can be broken for whatever this text is in. */
async function startEngine(directory: string, clock: ManualClock, broken: { text: string | null }) {
  return startTestEngine({
    directory,
    clock,
    profile: { retry: { delaysMs: [3_600_000], jitter: 0 } },
    sealer: {
      seal: (text) => text,
      unseal(sealed, boundTo) {
        if (broken.text !== null && boundTo.includes(broken.text)) throw new Error('no such key')
        return sealed
      },
    },
  })
}

async function attemptTo(
  running: TestEngine,
  clock: ManualClock,
): Promise<AttemptRecord | undefined> {
  const [result] = await running.publish(['{}'])
  const view = await asTimePasses({ clock, stepMs: 50 }, 'an attempt', async () => {
    const found = await running.deliveryOf(acceptedId(result))
    return found.attempts === 1 && found
  })
  return view.lastAttempt ?? undefined
}

test('headers and TLS material go out with the request, and only names are recorded', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startEngine(temporaryDirectory(t), clock, { text: null })
  await running.addWebhook({ customHeaders, tls })
  const attempt = await attemptTo(running, clock)
  const [request] = running.sender.requests
  assert.deepEqual(request?.headers.slice(-2), ['X-A', 'value'])
  const { id = '', ...rest } = request?.tls ?? {}
  assert.deepEqual(rest, material)
  assert.notEqual(id, '')
  assert.match(attempt?.requestHeaders ?? '', /^X-A: ••••$/m)
})

test('a webhook without them is sent nothing of the kind', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startEngine(temporaryDirectory(t), clock, { text: null })
  await running.addWebhook()
  await attemptTo(running, clock)
  const [request] = running.sender.requests
  assert.deepEqual(Object.keys(request ?? {}), ['url', 'headers', 'body', 'timeoutMs'])
})

const expired = { ...certificate, expiresAtMs: startMs }

const failures: readonly (readonly [Partial<Webhook>, string | null, string])[] = [
  [{ customHeaders }, 'headers', 'the custom headers of the webhook cannot be unsealed'],
  [{ tls }, 'tls', 'the certificates of the webhook cannot be unsealed'],
  [
    { tls: { ...tls, clientCertificate: expired } },
    null,
    'the client certificate of the webhook has expired',
  ],
  [
    { tls: { ...tls, clientCertificate: null, authorities: [expired, expired] } },
    null,
    'the certificate authorities of the webhook have expired',
  ],
]

for (const [fields, broken, problem] of failures) {
  test(`nothing is sent where ${problem}`, async (t) => {
    const clock = new ManualClock(startMs)
    await using running = await startEngine(temporaryDirectory(t), clock, { text: broken })
    await running.addWebhook(fields)
    const attempt = await attemptTo(running, clock)
    assert.deepEqual(attempt?.outcome, {
      kind: 'unsendable',
      detail: `The request could not be made: ${problem}`,
    })
    assert.equal(attempt.requestHeaders, null)
    assert.deepEqual(running.sender.requests, [])
  })
}

test('one authority that has not expired is enough', () => {
  const parts = createSealedParts({ seal: (text) => text, unseal: (sealed) => sealed })
  const both = { ...tls, clientCertificate: null, authorities: [expired, certificate] }
  assert.equal(parts.connectionTlsOf(sampleWebhook(), both, startMs).ca, 'ca')
})

test('the same material is told by one name through a change of the master key, and by no other webhook’s', () => {
  const unsealed: string[] = []
  const parts = createSealedParts({
    seal: (text) => text,
    unseal(sealed) {
      unsealed.push(sealed)
      return sealed.trim()
    },
  })
  const webhook = sampleWebhook()
  const idOf = (of: Webhook, sealed: string): string =>
    parts.connectionTlsOf(of, { ...tls, sealed }, startMs).id
  const id = idOf(webhook, tls.sealed)
  assert.equal(idOf(webhook, `${tls.sealed} `), id)
  assert.notEqual(idOf(webhook, JSON.stringify({ ...material, ca: 'other' })), id)
  assert.notEqual(idOf(sampleWebhook(), tls.sealed), id)
  assert.equal(unsealed.length, 4)

  assert.equal(parts.connectionTlsOf(webhook, tls, startMs).id, id)
  assert.equal(parts.connectionTlsOf(webhook, tls, startMs).id, id)
  assert.equal(unsealed.length, 5)
})
