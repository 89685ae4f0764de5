import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AttemptOutcome } from '../domain/outcome.ts'
import { checksOfTrial } from './diagnosis.ts'

function resultsOf(outcome: AttemptOutcome, url = 'https://example.com/'): string {
  const checks = checksOfTrial({ url, outcome, durationMs: 12 })
  for (const { result, finding, advice } of checks) {
    assert.match(finding, /\.$/)
    assert.equal(advice === null, result !== 'failed')
  }
  return checks.map(({ result }) => result).join(' ')
}

const answered = (status: number): AttemptOutcome => ({
  kind: 'answered',
  status,
  headers: '',
  body: new Uint8Array(),
  truncated: false,
  retryAfter: null,
})

const unreachable = (cause: 'dns' | 'connect' | 'reset' | 'tls' | 'protocol'): AttemptOutcome => ({
  kind: 'unreachable',
  cause,
  detail: 'Connection refused',
})

test('each outcome of a request tells how far it got, and what is not known after that is not claimed', () => {
  assert.equal(resultsOf(answered(204)), 'passed passed passed')
  assert.equal(resultsOf(answered(200), 'http://example.com/'), 'passed skipped passed')
  for (const status of [301, 401, 403, 404, 405, 410, 422, 429, 500, 503]) {
    assert.equal(resultsOf(answered(status)), 'passed passed failed')
  }
  assert.equal(resultsOf({ kind: 'timeout' }), 'skipped skipped failed')
  assert.equal(resultsOf(unreachable('dns')), 'failed skipped skipped')
  assert.equal(resultsOf(unreachable('connect')), 'failed skipped skipped')
  assert.equal(resultsOf(unreachable('tls')), 'passed failed skipped')
  assert.equal(resultsOf(unreachable('reset')), 'passed passed failed')
  assert.equal(resultsOf(unreachable('protocol')), 'passed passed failed')
  assert.equal(resultsOf({ kind: 'unsendable', detail: 'x' }), 'skipped skipped failed')
})

test('what the operator keeps from owners is not told', () => {
  const outcome: AttemptOutcome = { kind: 'blocked', detail: '10.0.0.5 is private' }
  assert.equal(resultsOf(outcome), 'failed skipped skipped')
  const text = JSON.stringify(checksOfTrial({ url: 'https://x.example/', outcome, durationMs: 1 }))
  assert.ok(!text.includes('10.0.0.5'))
})
