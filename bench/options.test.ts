import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UsageError, isWanted, readOptions } from './options.ts'
import { rowIds } from './row-ids.ts'

function chosen(...args: readonly string[]): string[] {
  const options = readOptions(args)
  return rowIds.filter((id) => options !== null && isWanted(id, options))
}

test('without a choice every row is measured, but for those on PostgreSQL', () => {
  const isOnPostgres = (id: string): boolean => id.endsWith('/posthorn-postgres')
  assert.deepEqual(
    chosen(),
    rowIds.filter((id) => !isOnPostgres(id)),
  )
  assert.deepEqual(chosen('--store', 'postgres'), rowIds)
  assert.ok(rowIds.some(isOnPostgres))
})

test('a workload and a contestant narrow each other', () => {
  assert.deepEqual(chosen('--only', 'single,bullmq'), [
    'single/bullmq-everysec',
    'single/bullmq-always',
  ])
})

test('two workloads, or two contestants, widen each other', () => {
  assert.deepEqual(chosen('--only', 'single,batch,pg-boss,forgetful'), [
    'single/forgetful',
    'single/pg-boss',
    'batch/forgetful',
    'batch/pg-boss',
  ])
})

test('Posthorn names both of its stores, where both are measured', () => {
  const single = ['--only', 'single,posthorn']
  assert.deepEqual(chosen(...single), ['single/posthorn'])
  assert.deepEqual(chosen(...single, '--store', 'postgres'), [
    'single/posthorn',
    'single/posthorn-postgres',
  ])
})

test('a row can be named in full, beside words', () => {
  assert.deepEqual(chosen('--only', 'single/raw,growth'), [
    'single/raw',
    'growth/pending',
    'growth/finished',
  ])
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
    ['--store', 'redis'],
    ['--only', 'posthorn-postgres'],
  ]) {
    assert.throws(() => readOptions(args), UsageError, args.join(' '))
  }
})
