import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  formatMicrosecondTimestamp,
  formatNaiveTimestamp,
  formatTimestamp,
  formatTimestampOrNull,
  parseTimestamp,
} from './timestamps.ts'

test('a time is told in UTC, to the second', () => {
  assert.equal(formatTimestamp(Date.UTC(2026, 0, 15, 12, 0, 0, 999)), '2026-01-15T12:00:00Z')
  assert.equal(formatTimestampOrNull(null), null)
})

test('a time is told without an offset, or to the microsecond', () => {
  const time = Date.UTC(2026, 1, 20, 10, 0, 0, 7)
  assert.equal(formatNaiveTimestamp(time), '2026-02-20T10:00:00')
  assert.equal(formatMicrosecondTimestamp(time), '2026-02-20T10:00:00.007000Z')
})

test('a time is read with its fraction and its offset', () => {
  const noon = Date.UTC(2026, 0, 15, 12)
  assert.equal(parseTimestamp('2026-01-15T12:00:00Z'), noon)
  assert.equal(parseTimestamp('2026-01-15t12:00:00.25z'), noon + 250)
  assert.equal(parseTimestamp('2026-01-15T12:00:00.123456789Z'), noon + 123)
  assert.equal(parseTimestamp('2026-01-15T14:30:00+02:30'), noon)
  assert.equal(parseTimestamp('2026-01-15T09:00:00-03:00'), noon)
  assert.equal(parseTimestamp('2026-01-15T11:59:60Z'), noon)
  assert.equal(parseTimestamp('0050-01-01T00:00:00Z'), Date.parse('0050-01-01T00:00:00Z'))
})

test('what is no time of RFC 3339 is not read', () => {
  const wrong = [
    '',
    '2026-01-15',
    '2026-01-15T12:00:00',
    '2026-01-15 12:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '2026-01-15T24:00:00Z',
    '2026-01-15T12:60:00Z',
    '2026-01-15T12:00:61Z',
    '2026-01-15T12:00:00+24:00',
    '2026-01-15T12:00:00.Z',
    '0000-01-01T00:00:00+00:01',
    '9999-12-31T23:59:60Z',
    '1768478400',
  ]
  for (const text of wrong) assert.equal(parseTimestamp(text), null, text)
})

test('every time that Date writes is read as Date reads it', () => {
  const dates = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(dates, (date) => {
      assert.equal(parseTimestamp(date.toISOString()), date.getTime())
    }),
  )
})
