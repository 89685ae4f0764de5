import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeIn } from './config-source.ts'

const text = `import { defineConfig } from 'posthorn/config'

// retry: is explained elsewhere, https://example.com/retry:
const name = 'acme' /* name: of
the product */
export default defineConfig({
  profiles: [
    { name, 'base-path': '/acme', "timeoutMs": 5000, retry: ['10s'] },
    { ...other, url: 'https://example.com', limits: {}, limits2: {}, limits: {} },
  ],
})
`

function place(property: string): string {
  return placeIn({ path: '/srv/posthorn.config.ts', text }, property)
}

test('a property that stands once in the file is found by its line, comments aside', () => {
  assert.equal(place('retry'), '/srv/posthorn.config.ts:8')
  assert.equal(place('timeoutMs'), '/srv/posthorn.config.ts:8')
  assert.equal(place('name'), '/srv/posthorn.config.ts:8')
  assert.equal(place('profiles'), '/srv/posthorn.config.ts:7')
  assert.equal(place('url'), '/srv/posthorn.config.ts:9')
})

test('no line is told rather than a wrong one', () => {
  for (const property of ['limits', 'secret', 'toString', 'base-path', '', '(']) {
    assert.equal(place(property), '/srv/posthorn.config.ts', property)
  }
})
