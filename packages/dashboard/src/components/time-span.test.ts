import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  anyTime,
  boundsOf,
  localFieldOf,
  momentOfLocalField,
  readChosenSpan,
  zoneName,
} from './time-span.ts'

const nowMs = Date.parse('2026-01-15T12:00:00Z')
const read = (query: string) => readChosenSpan(new URLSearchParams(query))

test('a span stands in the address as how far back, or as two moments', () => {
  assert.deepEqual(read(''), anyTime)
  assert.deepEqual(read('since=24h&from=2026-01-01T00:00:00Z'), { ...anyTime, since: '24h' })
  assert.deepEqual(read('since=ever&from=yesterday'), anyTime)
  const chosen = { since: '', from: '2026-01-01T10:00:00Z', to: '2026-01-02T00:00:00Z' }
  assert.deepEqual(read('from=2026-01-01T12:00%2B02:00&to=2026-01-02T00:00:00Z'), chosen)
  assert.deepEqual(boundsOf(chosen, nowMs), { from: chosen.from, to: chosen.to })
  assert.deepEqual(boundsOf(anyTime, nowMs), { from: undefined, to: undefined })
  const hourAgo = { from: '2026-01-15T11:00:00.000Z', to: undefined }
  assert.deepEqual(boundsOf({ ...anyTime, since: '1h' }, nowMs), hourAgo)
})

test('a field of date and time is in the reader’s zone, and means the same moment', () => {
  const moment = '2026-07-01T22:30:00Z'
  const field = localFieldOf(moment)
  assert.match(field, /^2026-07-0[12]T\d\d:[0-5]\d$/)
  assert.equal(momentOfLocalField(field), moment)
  assert.equal(localFieldOf(''), '')
  assert.equal(momentOfLocalField(''), '')
  assert.equal(momentOfLocalField('not whole'), '')
  assert.match(zoneName(), /^(UTC|\w.*, UTC[+−]\d{1,2}(:\d\d)?)$/)
})
