import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../../test/support/manual-clock.ts'
import { RequestError } from '../../domain/errors.ts'
import { createSignInThrottle, type SignInThrottle } from './sign-in-throttle.ts'

const minuteMs = 60_000

function retryAfterS(throttle: SignInThrottle, ...counted: string[]): number {
  try {
    throttle.begin(counted)
    return 0
  } catch (error) {
    assert.ok(error instanceof RequestError && error.code === 'rate_limited')
    return error.retryAfterS ?? Number.NaN
  }
}

function tryTenTimes(throttle: SignInThrottle, ...counted: string[]): void {
  for (let count = 0; count < 10; count += 1) throttle.begin(counted)
}

test('after ten tries each one more has to wait twice as long, up to a quarter of an hour', async () => {
  const clock = new ManualClock(0)
  const throttle = createSignInThrottle(clock)
  tryTenTimes(throttle, 'ada')
  const waitsS: number[] = []
  for (let round = 0; round < 6; round += 1) {
    const waitS = retryAfterS(throttle, 'ada')
    waitsS.push(waitS)
    await clock.advance(waitS * 1000)
    assert.equal(retryAfterS(throttle, 'ada'), 0)
  }
  assert.deepEqual(waitsS, [60, 120, 240, 480, 900, 900])
})

test('tries that are refused make nobody wait for longer', async () => {
  const clock = new ManualClock(0)
  const throttle = createSignInThrottle(clock)
  tryTenTimes(throttle, 'ada')
  for (let count = 0; count < 50; count += 1) assert.equal(retryAfterS(throttle, 'ada'), 60)
  await clock.advance(minuteMs)
  assert.equal(retryAfterS(throttle, 'ada'), 0)
})

test('a quarter of an hour without a try ends it', async () => {
  const clock = new ManualClock(0)
  const throttle = createSignInThrottle(clock)
  tryTenTimes(throttle, 'ada')
  await clock.advance(17 * minuteMs)
  tryTenTimes(throttle, 'ada')
  assert.equal(retryAfterS(throttle, 'ada'), 60)
})

test('a right password ends it, and what was not looked at does not count', () => {
  const throttle = createSignInThrottle(new ManualClock(0))
  for (let count = 0; count < 30; count += 1) throttle.begin(['ada']).takeBack()
  for (let count = 0; count < 9; count += 1) throttle.begin(['ada', 'home'])
  throttle.begin(['ada', 'home']).succeed()
  tryTenTimes(throttle, 'ada', 'home')
})

test('a name and an address are each counted, and others are not kept waiting', () => {
  const throttle = createSignInThrottle(new ManualClock(0))
  for (let count = 0; count < 10; count += 1) throttle.begin([`name ${count}`, 'one address'])
  assert.equal(retryAfterS(throttle, 'another name', 'one address'), 60)
  for (let count = 0; count < 10; count += 1) throttle.begin(['one name', `address ${count}`])
  assert.equal(retryAfterS(throttle, 'one name', 'another address'), 60)
  assert.equal(retryAfterS(throttle, 'other name', 'other address'), 0)
})

test('tries that are refused make nobody be forgotten', () => {
  const throttle = createSignInThrottle(new ManualClock(0))
  tryTenTimes(throttle, 'ada')
  tryTenTimes(throttle, 'stranger')
  for (let count = 0; count < 20_001; count += 1) {
    assert.equal(retryAfterS(throttle, `name ${count}`, 'stranger'), 60)
  }
  assert.equal(retryAfterS(throttle, 'ada'), 60)
})

test('whoever tries many names does not fill the memory', () => {
  const throttle = createSignInThrottle(new ManualClock(0))
  tryTenTimes(throttle, 'first')
  for (let count = 0; count < 20_000; count += 1) throttle.begin([`name ${count}`])
  assert.equal(retryAfterS(throttle, 'first'), 0)
})
