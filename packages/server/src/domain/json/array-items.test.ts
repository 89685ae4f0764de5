import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { spelledJson } from '../../../test/support/spelled-json.ts'
import { arrayItems } from './array-items.ts'

test('items are given in the bytes in which they were written', () => {
  fc.assert(
    fc.property(fc.array(spelledJson, { maxLength: 8 }), (values) => {
      const texts = values.map(({ json }) => json.trim())
      const items = arrayItems(Buffer.from(` [ ${texts.join(' ,\n')} ]\n`))
      assert.deepEqual(
        items.map((item) => item.toString()),
        texts,
      )
    }),
  )
})

test('an array inside of other bytes is read from its own', () => {
  const bytes = Buffer.from('x[1.10, {"a":[]}]y')
  const items = arrayItems(bytes.subarray(1, -1))
  assert.deepEqual(items.map(String), ['1.10', '{"a":[]}'])
})

test('what is no array is not taken for one', () => {
  for (const text of ['{}', '1', '[1,]', '[1', '', '[{"a":1,"a":2}]']) {
    assert.throws(() => arrayItems(Buffer.from(text)), TypeError, text)
  }
})
