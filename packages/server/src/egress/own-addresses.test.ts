import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { createAddressGuard, loopbackNetworks } from './address-guard.ts'
import { createOwnAddresses } from './own-addresses.ts'

const monotonicMs = (): number => 0

test('the addresses of all interfaces are the host’s own', () => {
  const isOwn = createOwnAddresses({ monotonicMs })
  const all = Object.values(networkInterfaces()).flat()
  assert.ok(all.length > 0)
  for (const entry of all) assert.equal(isOwn(entry?.address ?? ''), true, entry?.address)
  for (const address of ['8.8.8.8', '2606:4700::1', '']) assert.equal(isOwn(address), false)
})

test('an own address is refused however it is spelled, and its neighbours are not', () => {
  const read = (): string[] => ['9.9.9.9', '2606:4700::aBCD']
  const guard = createAddressGuard({
    allowNetworks: [],
    isOwnAddress: createOwnAddresses({ monotonicMs, read }),
  })
  for (const address of ['9.9.9.9', '2606:4700::abcd', '2606:4700:0:0:0:0:0:ABCD']) {
    assert.equal(guard.ruleAgainst(address), 'own_address', address)
  }
  assert.equal(guard.ruleAgainst('2606:4700::abcd%eth0'), 'own_address')
  for (const address of ['9.9.9.8', '2606:4700::abce']) {
    assert.equal(guard.ruleAgainst(address), null, address)
  }
})

test('the operator may open own addresses, as `posthorn dev` opens loopback', () => {
  const read = (): string[] => ['127.0.0.1', '::1', '9.9.9.9', '10.1.2.3']
  const isOwnAddress = createOwnAddresses({ monotonicMs, read })
  const dev = createAddressGuard({ allowNetworks: loopbackNetworks, isOwnAddress })
  assert.deepEqual([dev.allows('127.0.0.1'), dev.allows('::1')], [true, true])
  assert.deepEqual([dev.allows('9.9.9.9'), dev.allows('10.1.2.3')], [false, false])
  const opened = createAddressGuard({ allowNetworks: ['9.9.9.9'], isOwnAddress })
  assert.equal(opened.allows('9.9.9.9'), true)
})

test('addresses that come and go are noticed within five seconds', () => {
  let nowMs = 1000
  let reads = 0
  let addresses = ['9.9.9.9']
  const isOwn = createOwnAddresses({
    monotonicMs: () => nowMs,
    read() {
      reads++
      return addresses
    },
  })
  assert.equal(isOwn('9.9.9.9'), true)
  addresses = ['2606:4700::1']
  nowMs += 4999
  assert.equal(isOwn('9.9.9.9'), true)
  assert.equal(reads, 1)
  nowMs += 1
  assert.equal(isOwn('9.9.9.9'), false)
  assert.equal(isOwn('2606:4700::1'), true)
  assert.equal(reads, 2)
})
