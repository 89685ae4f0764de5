import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientNetwork } from './client-address.ts'

function networkOf(ip: string, forwarded?: string): string {
  return clientNetwork({
    ip,
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  })
}

test('who calls from the internet is counted by their own address, whatever they say', () => {
  assert.equal(networkOf('203.0.113.7'), '203.0.113.7')
  assert.equal(networkOf('203.0.113.7', '198.51.100.1'), '203.0.113.7')
  assert.equal(networkOf('::ffff:203.0.113.7', '198.51.100.1'), '203.0.113.7')
})

test('of what comes through a proxy beside the server, the proxy’s own word counts', () => {
  for (const proxy of ['127.0.0.1', '::1', '10.1.2.3', '::ffff:172.16.0.9', 'fd00::1']) {
    assert.equal(networkOf(proxy, '198.51.100.1, 203.0.113.7'), '203.0.113.7', proxy)
  }
  assert.equal(networkOf('10.1.2.3', '::ffff:203.0.113.7'), '203.0.113.7')
  assert.equal(networkOf('10.1.2.3'), '10.1.2.3')
  assert.equal(networkOf('10.1.2.3', ''), '10.1.2.3')
})

test('an IPv6 customer is one, however many addresses they have', () => {
  const one = '2001:db8:1:2'
  assert.equal(networkOf('2001:db8:1:2::1'), one)
  assert.equal(networkOf('2001:0DB8:0001:0002:ffff:1:2:3'), one)
  assert.equal(networkOf('10.0.0.1', '2001:db8:1:2:3::'), one)
  assert.equal(networkOf('2001:db8::1'), '2001:db8:0:0')
  assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0')
})
