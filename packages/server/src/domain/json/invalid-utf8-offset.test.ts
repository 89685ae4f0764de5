import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import { test } from 'node:test'
import fc from 'fast-check'
import { invalidUtf8Offset } from './invalid-utf8-offset.ts'

const fault = fc.constantFrom(
  [0xff],
  [0x80],
  [0xc3],
  [0xe2, 0x82],
  [0xed, 0xa0, 0x80],
  [0xf5, 0x80],
)
const text = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀'), maxLength: 60 })

test('the offset is that of the first character that is not UTF-8', () => {
  fc.assert(
    fc.property(
      text,
      fault,
      fc.constantFrom('', 'a', 'a€b', '\u0080\u0080\u0080'),
      (before, bad, after) => {
        const bytes = Buffer.concat([Buffer.from(before), Buffer.from(bad), Buffer.from(after)])
        assert.ok(!isUtf8(bytes))
        assert.equal(invalidUtf8Offset(bytes), Buffer.byteLength(before))
      },
    ),
  )
})

test('stray continuation bytes are found where they begin', () => {
  for (let length = 1; length < 40; length += 1) {
    const bytes = Buffer.concat([Buffer.from('€'), Buffer.alloc(length, 0x80)])
    assert.equal(invalidUtf8Offset(bytes), 3)
  }
})
