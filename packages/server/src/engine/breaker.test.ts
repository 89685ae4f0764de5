import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breakerWindow, createBreaker, noteFailure, noteSuccess } from './breaker.ts'

const unlimited = Number.POSITIVE_INFINITY

/** `x`: a delivery that fails, another one each time. `s`: a success. */
function after(story: string) {
  const breaker = createBreaker()
  const windows = Array.from(story, (step, index) => {
    if (step === 's') noteSuccess(breaker)
    else noteFailure(breaker, `delivery ${index}`)
    return breakerWindow(breaker)
  })
  return { state: breaker.state, windows }
}

test('ten failures in a row let one delivery through at a time', () => {
  assert.deepEqual(after('x'.repeat(9)), { state: 'closed', windows: Array(9).fill(unlimited) })
  const { state, windows } = after('x'.repeat(12))
  assert.equal(state, 'open')
  assert.deepEqual(windows, [...Array<number>(9).fill(unlimited), 1, 1, 1])
})

test('a success in between begins the count anew', () => {
  assert.equal(after(`${'x'.repeat(9)}s${'x'.repeat(9)}`).state, 'closed')
  assert.equal(after(`${'x'.repeat(9)}s${'x'.repeat(10)}`).state, 'open')
})

test('one delivery that fails again and again opens nothing, a second one does', () => {
  const breaker = createBreaker()
  for (let times = 0; times < 20; times += 1) noteFailure(breaker, 'one')
  assert.equal(breaker.state, 'closed')
  noteFailure(breaker, 'two')
  assert.equal(breaker.state, 'open')
})

test('each success lets one more through, and the tenth lifts the limit', () => {
  const { state, windows } = after(`${'x'.repeat(10)}${'s'.repeat(10)}`)
  assert.deepEqual(windows.slice(10), [2, 3, 4, 5, 6, 7, 8, 9, 10, unlimited])
  assert.equal(state, 'closed')
})

test('a failure before that is met with probes again', () => {
  const { state, windows } = after(`${'x'.repeat(10)}sssxs`)
  assert.deepEqual(windows.slice(10), [2, 3, 4, 1, 2])
  assert.equal(state, 'half-open')
})
