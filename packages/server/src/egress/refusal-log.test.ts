import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRefusalLog } from './refusal-log.ts'
import { describeRefusal, type Refusal } from './refusal.ts'

function setUp() {
  const clock = { nowMs: 0 }
  const lines: { readonly host: string; readonly leftOut: number }[] = []
  const report = createRefusalLog({
    monotonicMs: () => clock.nowMs,
    write: ({ host }, leftOut) => lines.push({ host, leftOut }),
  })
  return { clock, lines, report }
}

function refusalOf(host: string, rest: Partial<Refusal> = {}): Refusal {
  return { host, address: '10.0.0.1', rule: 'not_public', ...rest }
}

test('a refusal names host, address and rule', () => {
  const told: Refusal[] = []
  const report = createRefusalLog({
    monotonicMs: () => 0,
    write: (refusal) => told.push(refusal),
  })
  report(refusalOf('a.com'))
  assert.deepEqual(told, [{ host: 'a.com', address: '10.0.0.1', rule: 'not_public' }])
})

test('the same host is told once in ten minutes, another rule at once', () => {
  const { clock, lines, report } = setUp()
  for (let index = 0; index < 5; index++) report(refusalOf('a.com'))
  report(refusalOf('a.com', { rule: 'own_address' }))
  clock.nowMs = 10 * 60_000 - 1
  report(refusalOf('a.com'))
  clock.nowMs += 1
  report(refusalOf('a.com'))
  assert.deepEqual(lines, [
    { host: 'a.com', leftOut: 0 },
    { host: 'a.com', leftOut: 4 },
    { host: 'a.com', leftOut: 1 },
  ])
})

test('a flood of names makes twenty lines a minute, and is counted', () => {
  const { clock, lines, report } = setUp()
  for (let index = 0; index < 10_000; index++) report(refusalOf(`${index}.example.com`))
  assert.equal(lines.length, 20)
  clock.nowMs = 60_000
  report(refusalOf('other.example.com'))
  assert.deepEqual(lines.at(-1), { host: 'other.example.com', leftOut: 9980 })
})

test('a host that was left out is told when there is room', () => {
  const { clock, lines, report } = setUp()
  for (let index = 0; index < 21; index++) report(refusalOf(`${index}.example.com`))
  clock.nowMs = 60_000
  report(refusalOf('20.example.com'))
  assert.deepEqual(lines.at(-1), { host: '20.example.com', leftOut: 1 })
})

test('a refusal reads as a sentence', () => {
  const named = refusalOf('a.com', { address: '169.254.169.254', rule: 'cloud_metadata' })
  assert.equal(
    describeRefusal(named),
    'a.com resolves to 169.254.169.254, which is a metadata service of a cloud',
  )
  assert.equal(describeRefusal(refusalOf('10.0.0.1')), '10.0.0.1 is not public')
  const port = refusalOf('a.com:22', { address: null, rule: 'port' })
  assert.equal(describeRefusal(port), 'a.com:22 has the port of another service')
})
