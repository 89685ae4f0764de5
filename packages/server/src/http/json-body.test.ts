import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RequestError } from '../domain/errors.ts'
import { assertJsonContentType, parseJsonBody } from './json-body.ts'

test('JSON is read as it stands', () => {
  assert.deepEqual(parseJsonBody(Buffer.from(' {"a":[1,"é",null]} ')), { a: [1, 'é', null] })
})

test('what parsers disagree about is refused with the field it is about', () => {
  const refused: [string, string | null][] = [
    ['', null],
    ['{', null],
    ['{"a":1,}', null],
    ['\uFEFF{}', null],
    ['{"a":{"b":1,"b":2}}', 'a.b'],
    ['{"a":1e999}', 'a'],
    ['{"a":"\\ud800"}', 'a'],
  ]
  for (const [text, field] of refused) {
    assert.throws(
      () => parseJsonBody(Buffer.from(text)),
      { name: 'RequestError', code: 'validation_error', field },
      text,
    )
  }
  assert.throws(() => parseJsonBody(Buffer.from([0x22, 0xff, 0x22])), /UTF-8/)
})

test('a body that is missing or no JSON says so as a misfit, and where it stops being so', () => {
  const misfits: [string, object][] = [
    ['', { part: 'body', path: [], keyword: 'required' }],
    ['{"a":1,}', { part: 'body', path: [7], keyword: 'json' }],
  ]
  for (const [text, misfit] of misfits) {
    assert.throws(
      () => parseJsonBody(Buffer.from(text)),
      (error: RequestError) => {
        assert.partialDeepStrictEqual(error.misfits, [misfit])
        return true
      },
    )
  }
})

test('ten thousand levels are refused without being followed', () => {
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
  assert.throws(() => parseJsonBody(Buffer.from(deep)), /nested deeper/)
})

test('JSON is known by its content type, whatever its parameters', () => {
  for (const type of [
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON ;charset=utf-8',
    'application/vnd.api+json',
  ]) {
    assert.doesNotThrow(() => assertJsonContentType(type), type)
  }
  for (const type of [
    undefined,
    '',
    'text/plain',
    'application/jsonp',
    'application/x-json',
    'multipart/json',
  ]) {
    assert.throws(() => assertJsonContentType(type), { code: 'unsupported_media_type' }, type)
  }
})
