import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UsageError, isWanted, readOptions } from './options.ts'
import { rowIds } from './row-ids.ts'

function chosen(only: string): string[] {
  const options = readOptions(['--only', only])
  return rowIds.filter((id) => isWanted(id, options?.only ?? []))
}

test('without a choice every row is measured', () => {
  assert.ok(rowIds.every((id) => isWanted(id, readOptions([])?.only ?? ['none'])))
})

test('a workload and a contestant narrow each other', () => {
  assert.deepEqual(chosen('single,bullmq'), ['single/bullmq-everysec', 'single/bullmq-always'])
})

test('two workloads, or two contestants, widen each other', () => {
  assert.deepEqual(chosen('single,batch,pg-boss,forgetful'), [
    'single/forgetful',
    'single/pg-boss',
    'batch/forgetful',
    'batch/pg-boss',
  ])
})

test('a row can be named in full, beside words', () => {
  assert.deepEqual(chosen('single/raw,growth'), ['single/raw', 'growth/pending', 'growth/finished'])
})

test('help needs no other option to be right', () => {
  assert.equal(readOptions(['--help']), null)
})

test('what is not known is refused', () => {
  for (const args of [
    ['--bogus'],
    ['single'],
    ['--only', 'nonsense'],
    ['--only', 'growth,bullmq'],
    ['--seconds', '0'],
    ['--seconds', '1.5'],
    ['--rate', '-1'],
    ['--repeat', 'many'],
  ]) {
    assert.throws(() => readOptions(args), UsageError, args.join(' '))
  }
})
