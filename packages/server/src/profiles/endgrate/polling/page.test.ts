import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metaOf, PageCollector, pathWith } from './page.ts'

function collect(count: number, place: { limit?: number; offset?: number }): PageCollector {
  const page = new PageCollector(place)
  for (let n = 0; n < count; n += 1) page.pass(Buffer.from(String(n)))
  return page
}

const link = (limit: number, offset: number) => ({
  offset,
  link: `/api/x?a=b&limit=${limit}&offset=${offset}`,
})

test('a page holds what is between offset and limit, and tells the pages beside it', () => {
  const page = collect(10, { limit: 4, offset: 3 })
  assert.deepEqual(page.items.map(String), ['3', '4', '5', '6'])
  assert.deepEqual(metaOf(page, '/api/x?a=b'), {
    count: 10,
    previous: link(4, 0),
    next: link(4, 7),
  })
})

test('the first page has none before it, the last one and one beyond the end none after', () => {
  assert.deepEqual(metaOf(collect(4, { limit: 4 }), '/api/x?a=b'), {
    count: 4,
    previous: null,
    next: null,
  })
  const beyond = collect(3, { limit: 4, offset: 9 })
  assert.deepEqual(beyond.items, [])
  assert.deepEqual(metaOf(beyond, '/api/x?a=b'), { count: 3, previous: link(4, 5), next: null })
})

test('a page is 250 items long unless told, and ends early where they are very large', () => {
  assert.equal(collect(300, {}).items.length, 250)
  const page = new PageCollector({ limit: 500 })
  const large = Buffer.alloc(1024 * 1024)
  for (let n = 0; n < 40; n += 1) page.pass(large)
  assert.equal(page.count, 40)
  assert.equal(page.items.length, 16)
  assert.equal(metaOf(page, '/api/x').next?.link, '/api/x?limit=500&offset=16')
})

test('a path names only what was asked for, encoded', () => {
  assert.equal(pathWith('/api/x', { a: undefined }), '/api/x')
  assert.equal(pathWith('/api/x', { a: 'b c&d', e: undefined }), '/api/x?a=b+c%26d')
})
