import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { surfaceOf, type Surface } from './surface.ts'

function surface(name: string, ...basePaths: string[]): Surface {
  return {
    name,
    root: '/',
    basePaths,
    routes: [],
    renderError: () => ({ status: 500, body: {} }),
    errorSchema: Type.Object({}),
    tellsEveryFault: false,
    requestLimits: null,
  }
}

const surfaces = [
  surface('one', '/v1'),
  surface('two', '/api/webhooks'),
  surface('three', '/api/v1/webhooks', '/api'),
]

test('a path belongs to the surface with the longest base path that it lies under', () => {
  const expected = {
    '/v1': 'one',
    '/v1?x=/api': 'one',
    '/v1/events/1': 'one',
    '/v10': undefined,
    '/api/webhooks': 'two',
    '/api/webhooks/test': 'two',
    '/api/webhooks2': 'three',
    '/api/v1/webhooks/x': 'three',
    '/': undefined,
    '': undefined,
  }
  for (const [url, name] of Object.entries(expected)) {
    assert.equal(surfaceOf(surfaces, url)?.name, name, url)
  }
})
