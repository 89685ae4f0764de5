import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tlsFixture } from '../../test/support/tls-fixtures.ts'
import type { TlsMaterial } from '../domain/webhook.ts'
import { checkTlsMaterial, type TlsFault } from './tls-material.ts'

const nothing: TlsMaterial = { clientCertificate: null, clientKey: null, ca: null }
const client = {
  clientCertificate: tlsFixture('client'),
  clientKey: tlsFixture('client-key'),
}
const nowMs = Date.UTC(2026, 0, 1)

function faultOf(given: Partial<TlsMaterial>, atMs = nowMs): [TlsFault['part'], string] {
  const checked = checkTlsMaterial({ ...nothing, ...given }, atMs)
  if (checked.kind === 'checked') return assert.fail('it was taken')
  return [checked.part, checked.message]
}

test('a certificate, its key and authorities are taken, and told by subject, print and end', () => {
  const checked = checkTlsMaterial({ ...client, ca: tlsFixture('authority') }, nowMs)
  assert.equal(checked.kind, 'checked')
  if (checked.kind !== 'checked') return
  const { clientCertificate, authorities } = checked
  assert.equal(clientCertificate?.subject, 'CN=Acme hooks, O=Posthorn tests')
  assert.match(clientCertificate?.fingerprint ?? '', /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  assert.equal(clientCertificate?.expiresAtMs, Date.UTC(2125, 0, 1))
  assert.deepEqual(
    authorities.map(({ subject }) => subject),
    ['CN=Test authority, O=Posthorn tests'],
  )
})

test('each of them may stand alone, but for certificate and key', () => {
  assert.equal(checkTlsMaterial(nothing, nowMs).kind, 'checked')
  const ca = tlsFixture('authority')
  assert.equal(checkTlsMaterial({ ...nothing, ca }, nowMs).kind, 'checked')
  assert.equal(checkTlsMaterial({ ...nothing, ...client }, nowMs).kind, 'checked')
  const { clientCertificate, clientKey } = client
  assert.deepEqual(faultOf({ clientCertificate }), ['clientKey', 'is missing'])
  assert.deepEqual(faultOf({ clientKey }), ['clientCertificate', 'is missing'])
})

test('a chain is kept whole, and what stands between its certificates is not', () => {
  const chain = `subject=x\n${client.clientCertificate}\nissuer=y\n${tlsFixture('authority')}`
  const checked = checkTlsMaterial({ ...nothing, ...client, clientCertificate: chain }, nowMs)
  const kept = checked.kind === 'checked' ? checked.material.clientCertificate : ''
  assert.equal(kept, client.clientCertificate + tlsFixture('authority'))
  assert.equal(
    checked.kind === 'checked' && checked.clientCertificate?.subject.slice(0, 7),
    'CN=Acme',
  )
})

test('a key has to be the certificate’s own, readable and in the clear', () => {
  const others = { ...client, clientKey: tlsFixture('other-client-key') }
  assert.deepEqual(faultOf(others), ['clientKey', 'is not the key of the client certificate'])
  const encrypted = tlsFixture('client-key').replaceAll('PRIVATE', 'ENCRYPTED PRIVATE')
  assert.deepEqual(faultOf({ ...client, clientKey: encrypted }), [
    'clientKey',
    'must not be encrypted',
  ])
  for (const clientKey of ['', 'key', client.clientCertificate]) {
    assert.deepEqual(faultOf({ ...client, clientKey }), [
      'clientKey',
      'has to be a private key in PEM',
    ])
  }
})

test('a certificate that has expired is refused, and not a moment earlier', () => {
  const expired = { ...client, clientCertificate: tlsFixture('expired-client') }
  const fault = [
    'clientCertificate',
    'holds a certificate that has expired: CN=Expired hooks, O=Posthorn tests',
  ]
  assert.deepEqual(faultOf(expired), fault)
  const endMs = Date.UTC(2020, 0, 2)
  assert.deepEqual(faultOf(expired, endMs), fault)
  assert.equal(checkTlsMaterial({ ...nothing, ...expired }, endMs - 1).kind, 'checked')
  assert.equal(faultOf({ ca: tlsFixture('expired-client') })[0], 'ca')
})

test('what is no certificate, too long or too many is refused', () => {
  const authority = tlsFixture('authority')
  for (const ca of ['', 'x', client.clientKey]) {
    assert.deepEqual(faultOf({ ca }), ['ca', 'has to be a certificate in PEM'])
  }
  const broken = authority.replace(/\nMII/, '\nAAA')
  assert.deepEqual(faultOf({ ca: broken }), ['ca', 'holds a certificate that cannot be read'])
  assert.deepEqual(faultOf({ ca: authority.repeat(11) }), ['ca', 'has more than 10 certificates'])
  assert.deepEqual(faultOf({ ca: authority + ' '.repeat(20_000) }), [
    'ca',
    'has more than 16384 characters',
  ])
})

test('a key that OpenSSL takes for too weak is refused', () => {
  const weak = {
    clientCertificate: tlsFixture('weak-client'),
    clientKey: tlsFixture('weak-client-key'),
  }
  assert.deepEqual(faultOf(weak), [
    'clientCertificate',
    'is refused by OpenSSL; its key or its signature may be too weak',
  ])
})
