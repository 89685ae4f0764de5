import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConnection } from './connection.ts'

const url = 'https://posthorn.example.com'
const key = 'key'

test('a server may stand under a path', () => {
  assert.equal(readConnection({ url, key }).baseUrl, url)
  assert.equal(readConnection({ url: `${url}/`, key }).baseUrl, url)
  assert.equal(readConnection({ url: `${url}/hooks/`, key }).baseUrl, `${url}/hooks`)
})

test('options that can never work are refused at once', () => {
  for (const wrong of [
    { url: 'posthorn.example.com' },
    { url: 'ftp://posthorn.example.com' },
    { url: 'https://user:password@posthorn.example.com' },
    { url: `${url}?region=eu` },
    { key: '' },
    { key: 'line\nbreak' },
    { timeoutMs: 0 },
    { timeoutMs: Number.NaN },
    { timeoutMs: 2 ** 31 },
    { retries: -1 },
  ]) {
    assert.throws(() => readConnection({ url, key, ...wrong }), TypeError, JSON.stringify(wrong))
  }
})

test('a page says which session of its browser asks', () => {
  assert.deepEqual(readConnection({ url, key: null }).headers, { 'posthorn-session': '1' })
  const { headers } = readConnection({ url, key: null, session: 'portal_1' })
  assert.deepEqual(headers, { 'posthorn-session': 'portal_1' })
})
