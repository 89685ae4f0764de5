import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { changeCredits, creditEvents, maxCredits, type Credits } from './credits.ts'

/** The types that a change from one state to another raises. */
function raised(before: [number, number | null], after: [number, number | null]): string[] {
  return creditEvents(stateOf(before), stateOf(after)).map(({ type }) => type)
}

function stateOf([balance, threshold]: [number, number | null]): Credits {
  return { balance, threshold }
}

const low = 'credits.low'
const exhausted = 'credits.exhausted'

test('every crossing of a line downwards is told, and nothing else', () => {
  const cases: [[number, number | null], [number, number | null], string[]][] = [
    // above → at: not below yet
    [[11, 10], [10, 10], []],
    [[10, 10], [9, 10], [low]],
    [[11, 10], [9, 10], [low]],
    [[9, 10], [8, 10], []],
    [[9, 10], [10, 10], []],
    [[9, 10], [11, 10], []],
    [[9, 10], [0, 10], [exhausted]],
    [
      [11, 10],
      [0, 10],
      [low, exhausted],
    ],
    [[1, 0], [0, 0], [exhausted]],
    [[1, null], [0, null], [exhausted]],
    [[0, 10], [0, 10], []],
    [[0, null], [0, null], []],
    [[0, 10], [5, 10], []],
    [[0, 10], [50, 10], []],
    // the threshold moves
    [[50, 10], [50, 100], [low]],
    [[50, 50], [50, 51], [low]],
    [[50, 100], [50, 10], []],
    [[50, 100], [50, 200], []],
    [[50, null], [50, 100], [low]],
    [[50, 100], [50, null], []],
    [[0, null], [0, 1], [low]],
    [[0, 0], [0, 1], [low]],
    // both move
    [[50, 10], [20, 30], [low]],
    [[50, 100], [20, 10], []],
    [
      [50, null],
      [0, 1],
      [low, exhausted],
    ],
    [[50, 100], [0, 0], [exhausted]],
  ]
  for (const [before, after, types] of cases) {
    assert.deepEqual(raised(before, after), types, `${String(before)} → ${String(after)}`)
  }
})

test('what is told is what is left, and the line that was crossed', () => {
  assert.deepEqual(creditEvents(stateOf([11, 10]), stateOf([0, 12])), [
    { type: low, data: { credits_remaining: 0, threshold: 12 } },
    { type: exhausted, data: { credits_remaining: 0 } },
  ])
})

test('between two events of a type the balance was back above its line', () => {
  const balance = fc.nat({ max: 5 })
  const threshold = fc.option(fc.nat({ max: 5 }))
  const walk = fc.array(fc.record({ balance, threshold }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(fc.record({ balance, threshold }), walk, (start, states) => {
      let before: Credits = start
      let mayBe = { low: isAbove(start), exhausted: start.balance > 0 }
      for (const after of states) {
        const types = raisedBetween(before, after)
        assert.equal(types.includes(low), mayBe.low && !isAbove(after))
        assert.equal(types.includes(exhausted), mayBe.exhausted && after.balance === 0)
        mayBe = { low: isAbove(after), exhausted: after.balance > 0 }
        before = after
      }
    }),
  )
})

function raisedBetween(before: Credits, after: Credits): string[] {
  return creditEvents(before, after).map(({ type }) => type)
}

function isAbove({ balance, threshold }: Credits): boolean {
  return threshold === null || balance >= threshold
}

test('a threshold that is not named stays, and null takes it away', () => {
  const before = stateOf([5, 10])
  const set = (threshold: number | null | undefined) =>
    changeCredits(before, { kind: 'set', balance: 7, threshold })
  assert.deepEqual(set(undefined), stateOf([7, 10]))
  assert.deepEqual(set(null), stateOf([7, null]))
  assert.deepEqual(set(3), stateOf([7, 3]))
})

test('an adjustment adds or spends, down to 0 and no further', () => {
  const before = stateOf([5, 10])
  const adjust = (change: number) => changeCredits(before, { kind: 'adjust', change })
  assert.deepEqual(adjust(-5), stateOf([0, 10]))
  assert.deepEqual(adjust(3), stateOf([8, 10]))
  assert.equal(adjust(-6), 'overdrawn')
  assert.equal(adjust(-maxCredits), 'overdrawn')
  assert.deepEqual(adjust(maxCredits - 5), stateOf([maxCredits, 10]))
  assert.equal(adjust(maxCredits - 4), 'too-many')
  assert.equal(adjust(maxCredits), 'too-many')
})
