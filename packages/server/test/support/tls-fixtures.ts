import { readFileSync } from 'node:fs'

type Fixture =
  | 'authority'
  | 'server'
  | 'server-key'
  | 'client'
  | 'client-key'
  | 'other-client'
  | 'other-client-key'
  | 'expired-client'
  | 'weak-client'
  | 'weak-client-key'

/**
 * PEM, made for the tests alone. `authority` has signed all of them; `server` is for
 * hooks.example.com, localhost and 127.0.0.1; `expired-client` has the key of `client`, and
 * `weak-client` one of 1024 bits.
 */
export function tlsFixture(name: Fixture): string {
  return readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), 'utf8')
}
