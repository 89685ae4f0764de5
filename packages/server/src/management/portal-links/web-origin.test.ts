import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseWebUrl } from './web-origin.ts'

test('an address of the web is taken, and plain HTTP on this machine where that is allowed', () => {
  for (const url of ['https://app.example.com', 'https://192.0.2.1:8443/a?b#c']) {
    assert.ok(parseWebUrl(url, false), url)
  }
  for (const url of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://app.localhost']) {
    assert.ok(parseWebUrl(url, true), url)
    assert.equal(parseWebUrl(url, false), null, url)
  }
})

test('what would mean something else in a policy is not taken', () => {
  for (const url of [
    'https://a;script-src.example.com',
    'https://a,b.example.com',
    "https://'self'",
    'https://*.example.com',
    'https://[::1]',
    'https://user@example.com',
    'https://example.com.',
    'http://example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'data:image/svg+xml,x',
    'javascript:alert(1)',
    'wss://example.com',
    'example.com',
    '*',
    "'none'",
    '',
  ]) {
    assert.equal(parseWebUrl(url, true), null, url)
  }
})
