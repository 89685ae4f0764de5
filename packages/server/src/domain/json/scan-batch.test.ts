import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonFault } from './json-fault.ts'
import { type BatchScan, scanBatch } from './scan-batch.ts'

const options = { listKey: 'events', maxItems: 1000, maxDepth: 4 }

function scan(json: string): BatchScan {
  return scanBatch(Buffer.from(json), options)
}

function faultOf(json: string): JsonFault {
  const result = scan(json)
  assert.ok(!result.ok, json)
  return result.fault
}

test('each item is scanned by itself', () => {
  const body = Buffer.from('{"events":[{"type":"a"}, {"data":{"x": 1}},{}],"workspace":"w"}')
  const result = scanBatch(body, options)
  assert.ok(result.ok)
  const items = result.items.map((item) => {
    assert.ok(item.ok)
    const members = item.members.map(({ key, canonical }) => `${key} ${canonical}`)
    return [body.toString('utf8', item.start, item.end), ...members]
  })
  assert.deepEqual(items, [
    ['{"type":"a"}', 'type true'],
    ['{"data":{"x": 1}}', 'data false'],
    ['{}'],
  ])
  assert.deepEqual(
    result.others.map(({ key, kind }) => [key, kind]),
    [['workspace', 'string']],
  )
})

test('an item that is refused costs only itself, and its path begins inside it', () => {
  const items = [
    '{"a":1,"b":{"c":[0,1e999]}}',
    '{"a":1,"a":{"x":{}}}',
    '{"d":{"x":{"a":1,"\\u0061":2}}}',
    '{"n":[[[[[{"a":1,"a":[[[[]]]]}]]]]]}',
    String.raw`{"s":"\ud800 \udc00"}`,
    '[{"a":1,"a":2},[[[[[[]]]]]]]',
    '17',
    '{"a":1,"b":[[[[]]]]}',
  ]
  const body = Buffer.from(`{"events":[${items.join(' ,\n')}]}`)
  const result = scanBatch(body, options)
  assert.ok(result.ok)
  assert.deepEqual(
    result.items.map(({ start, end }) => body.toString('utf8', start, end)),
    items,
  )
  assert.deepEqual(
    result.items.map((item) => (item.ok ? 'ok' : [item.fault.kind, item.fault.path.join('.')])),
    [
      ['number', 'b.c.1'],
      ['duplicate_key', 'a'],
      ['duplicate_key', 'd.x.a'],
      ['nesting', 'n.0.0.0.0'],
      ['surrogate', 's'],
      ['shape', ''],
      ['shape', ''],
      'ok',
    ],
  )
})

test('an item that was refused leaves nothing behind for the next', () => {
  const result = scan('{"events":[{"a":{"b":{"c":1,"c":2}}},{"a":{"b":{"c":1}}}],"a":1}')
  assert.ok(result.ok)
  assert.deepEqual(
    result.items.map((item) => item.ok),
    [false, true],
  )
})

test('a duplicate in the body is found after an item that was refused', () => {
  const fault = faultOf('{"w":1,"events":[{"a":{"b":{},"b":{"c":{}}}}],"w":2}')
  assert.deepEqual(fault.kind === 'duplicate_key' && fault.path, ['w'])
})

test('broken syntax anywhere costs the whole body', () => {
  for (const json of [
    '{"events":[{"a":1},{"a":1,"a":2,}]}',
    '{"events":[{"a":1e999 "b"}]}',
    '{"events":[{"a":"\\ud800","b":"\\q"}]}',
    '{"events":[1,{"a":1}',
    '{"events":[{"a":1}],}',
    '{"events":[{"a":1},]}',
    '{"events":[nope]}',
    '{"events":[{}]} x',
  ]) {
    assert.equal(faultOf(json).kind, 'syntax', json)
  }
  const notUtf8 = Buffer.concat([Buffer.from('{"events":[{"a":"'), Buffer.from([0xff])])
  const result = scanBatch(notUtf8, options)
  assert.ok(!result.ok && result.fault.kind === 'encoding')
})

test('the body itself must be an object with the list, and without duplicates', () => {
  assert.deepEqual(faultOf('[]'), {
    kind: 'shape',
    offset: 0,
    path: [],
    expected: 'object',
    found: 'array',
  })
  assert.deepEqual(faultOf('{"event":[]}'), {
    kind: 'shape',
    offset: 0,
    path: ['events'],
    expected: 'array',
    found: 'missing',
  })
  assert.deepEqual(faultOf('{"events":{}}'), {
    kind: 'shape',
    offset: 10,
    path: ['events'],
    expected: 'array',
    found: 'object',
  })
  assert.deepEqual(faultOf('{"events":[],"events":[]}'), {
    kind: 'duplicate_key',
    offset: 13,
    path: ['events'],
  })
  assert.equal(faultOf('{"events":[],"x":1e999}').kind, 'number')
})

test('an empty list has no items', () => {
  assert.deepEqual(scan('{"events":[ ]}'), { ok: true, items: [], others: [] })
})

test('a list may have as many items as allowed and no more', () => {
  const body = (count: number) =>
    `{"events":[${Array.from({ length: count }, () => '{}').join(',')}]}`
  const full = scan(body(1000))
  assert.ok(full.ok && full.items.length === 1000)
  assert.deepEqual(faultOf(body(1001)), {
    kind: 'too_many_items',
    offset: 11 + 3000,
    path: ['events'],
    maxItems: 1000,
  })
})

test('an item ten million levels deep costs only itself', () => {
  const depth = 10_000_000
  const nested = Buffer.alloc(2 * depth, '[')
  nested.fill(']', depth)
  const result = scanBatch(
    Buffer.concat([Buffer.from('{"events":[{"data":'), nested, Buffer.from('},{"data":{}}]}')]),
    options,
  )
  assert.ok(result.ok)
  assert.deepEqual(
    result.items.map((item) => item.ok),
    [false, true],
  )
})
