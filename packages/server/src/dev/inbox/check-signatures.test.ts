import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { checkSignatures, verdictOf, type SignatureCheck } from './check-signatures.ts'

const keyBytes = Buffer.alloc(32, 7)
const secret = `whsec_${keyBytes.toString('base64')}`
const body = Buffer.from('{"id":"evt_1","type":"user.created","data":{}}')
const nowS = 1_800_000_000

function pageSignature(key: string, content: Uint8Array = body): string {
  return createHmac('sha256', key).update(content).digest('hex')
}

function standardHeaders(timestampS = nowS): Record<string, string> {
  const mac = createHmac('sha256', keyBytes).update(`evt_1.${timestampS}.`).update(body)
  return {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(timestampS),
    'webhook-signature': `v1,${mac.digest('base64')}`,
  }
}

function check(
  headers: Record<string, string>,
  secrets = [secret],
): readonly [SignatureCheck, SignatureCheck] {
  return checkSignatures({ headers, body, receivedAtMs: nowS * 1000 }, secrets)
}

test('both kinds of signature verify, each by itself', () => {
  const checks = check({ 'x-webhook-signature': pageSignature(secret), ...standardHeaders() })
  assert.deepEqual(
    checks.map(({ state }) => state),
    ['verified', 'verified'],
  )
  assert.equal(verdictOf(checks), 'verified')
  assert.equal(verdictOf(check({ 'x-webhook-signature': pageSignature(secret) })), 'verified')
  assert.equal(verdictOf(check(standardHeaders())), 'verified')
})

test('test_signature is told not to be an HMAC of the body', () => {
  const checks = check({ 'x-webhook-signature': 'test_signature' })
  assert.equal(verdictOf(checks), 'wrong')
  assert.equal(
    checks[0].reason,
    '"test_signature" is not a hex HMAC-SHA256 of this body: that would be 64 hex digits.',
  )
  assert.equal(checks[1].state, 'absent')
})

test('an HMAC of another body or under another secret is wrong', () => {
  for (const wrong of [pageSignature('other'), pageSignature(secret, Buffer.from('{}'))]) {
    const [page] = check({ 'x-webhook-signature': wrong })
    assert.equal(page.state, 'wrong')
    assert.match(page.reason, /but not of this body under/)
  }
})

test('one wrong signature spoils the request, whatever the other one says', () => {
  const checks = check({ 'x-webhook-signature': pageSignature('other'), ...standardHeaders() })
  assert.equal(verdictOf(checks), 'wrong')
})

test('a request without any signature is unsigned', () => {
  assert.equal(verdictOf(check({})), 'unsigned')
})

test('while secrets overlap, each of them verifies', () => {
  const [page] = check({ 'x-webhook-signature': pageSignature('old') }, [secret, 'old'])
  assert.equal(page.state, 'verified')
})

test('a secret that is not in the form of Standard Webhooks verifies X-Webhook-Signature alone', () => {
  const [page, standard] = check(
    { 'x-webhook-signature': pageSignature('plain'), ...standardHeaders() },
    ['plain'],
  )
  assert.equal(page.state, 'verified')
  assert.equal(standard.state, 'wrong')
})

test('Standard Webhooks headers that are missing, malformed or out of time are told apart', () => {
  const { 'webhook-id': id, ...withoutId } = standardHeaders()
  const cases: [headers: Record<string, string>, reason: RegExp][] = [
    [withoutId, /webhook-id is missing/],
    [{ 'webhook-id': id ?? '' }, /webhook-timestamp is missing/],
    [{ 'webhook-id': id ?? '', 'webhook-timestamp': '1' }, /webhook-signature is missing/],
    [{ ...standardHeaders(), 'webhook-timestamp': 'now' }, /"now" is not a count of seconds/],
    [standardHeaders(nowS - 301), /301 seconds old/],
    [standardHeaders(nowS + 301), /301 seconds ahead/],
    [{ ...standardHeaders(), 'webhook-id': 'evt_2' }, /None of its signatures fits/],
  ]
  for (const [headers, reason] of cases) {
    const [, standard] = check(headers)
    assert.equal(standard.state, 'wrong')
    assert.match(standard.reason, reason)
  }
})

test('a signature among several is found', () => {
  const headers = standardHeaders()
  const [, standard] = check({
    ...headers,
    'webhook-signature': `v1a,xyz v1,AAAA ${headers['webhook-signature']}`,
  })
  assert.equal(standard.state, 'verified')
})
