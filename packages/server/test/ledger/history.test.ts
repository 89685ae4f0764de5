import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judge, type Arrival, type Published, type Subscriber } from './history.ts'

const plain: Subscriber = { webhook: 'plain', workspace: 'w', isStrict: false }
const strict: Subscriber = { webhook: 'strict', workspace: 'w', isStrict: true }

function published(count: number, fields: Partial<Published> = {}): Map<number, Published> {
  return new Map(
    Array.from({ length: count }, (_, number) => [
      number,
      { workspace: 'w', outcome: 'acknowledged', eventId: `e${number}`, ...fields },
    ]),
  )
}

function arrived(number: number, fields: Partial<Arrival> = {}): Arrival {
  return { webhook: 'plain', number, eventId: `e${number}`, status: 200, ...fields }
}

test('what was acknowledged and never answered 2xx is lost', () => {
  const arrivals = [arrived(0), arrived(1, { status: 500 })]
  const { lost, delivered } = judge({ published: published(3), arrivals }, [plain])
  assert.deepEqual(lost, ['plain 1', 'plain 2'])
  assert.equal(delivered, 1)
})

test('every webhook of the workspace has to get it', () => {
  const { lost } = judge({ published: published(1), arrivals: [arrived(0)] }, [plain, strict])
  assert.deepEqual(lost, ['strict 0'])
})

test('what was refused, never published, or has another id is unexpected', () => {
  const history = {
    published: new Map([...published(2), [2, { ...refused }]]),
    arrivals: [arrived(0), arrived(1, { eventId: 'other' }), arrived(2), arrived(3)],
  }
  assert.deepEqual(judge(history, [plain]).unexpected, ['plain 1', 'plain 2', 'plain 3'])
})

const refused: Published = { workspace: 'w', outcome: 'refused', eventId: null }

test('a number under two ids is doubled, under one id twice a duplicate', () => {
  const unknown = published(2, { outcome: 'unknown', eventId: null })
  const arrivals = [arrived(0), arrived(0), arrived(1), arrived(1, { eventId: 'other' })]
  const verdict = judge({ published: unknown, arrivals }, [plain])
  assert.deepEqual(verdict.doubled, ['1'])
  assert.equal(verdict.duplicates, 2)
  assert.equal(verdict.recovered, 2)
  assert.deepEqual(verdict.unexpected, [])
})

test('in a strict lane a later one may not begin before an earlier one, nor while it is retried', () => {
  const at = (number: number, status = 200) => arrived(number, { webhook: 'strict', status })
  const faults = (...arrivals: Arrival[]) =>
    judge({ published: published(3), arrivals }, [strict]).outOfOrder
  assert.deepEqual(faults(at(0), at(1, 500), at(1), at(2)), [])
  assert.deepEqual(faults(at(0), at(1), at(0), at(1), at(2)), [], 'duplicates are no news')
  assert.deepEqual(faults(at(1), at(0), at(2)), ['strict 0'])
  assert.deepEqual(faults(at(0, 500), at(1), at(0), at(2)), ['strict 1'])
})
