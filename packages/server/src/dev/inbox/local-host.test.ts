import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLocalHost } from './local-host.ts'

test('names of this machine are local, with and without a port', () => {
  for (const host of [
    'localhost',
    'LOCALHOST:8080',
    '127.0.0.1:8080',
    '127.1.2.3',
    '[::1]:80',
    'a.localhost:1',
  ]) {
    assert.ok(isLocalHost(host), host)
  }
})

test('every other name is not, however it is dressed', () => {
  const others = [undefined, '', 'example.com', 'localhost.example.com', '127.0.0.1.example.com:80']
  for (const host of [...others, '10.0.0.1', 'evil@localhost', '127.0.0.1:80:80', '[::2]']) {
    assert.ok(!isLocalHost(host), host)
  }
})
