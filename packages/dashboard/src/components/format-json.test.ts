import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatJson } from './format-json.ts'

test('JSON stands on lines of its own', () => {
  const text = '{"a":[1,{"b":"x, {y}: \\"z\\""}],"c":{},"d":[ ],"e":null}'
  const lines = [
    '{',
    '  "a": [',
    '    1,',
    '    {',
    '      "b": "x, {y}: \\"z\\""',
    '    }',
    '  ],',
    '  "c": {},',
    '  "d": [],',
    '  "e": null',
    '}',
  ]
  assert.equal(formatJson(text), lines.join('\n'))
  assert.equal(formatJson(lines.join('\n')), lines.join('\n'))
})

test('numbers and strings stay as they were written', () => {
  const text = '[1.0,12345678901234567890,1E400,"\\u00e9\\/"]'
  assert.equal(formatJson(text)?.replaceAll(/\s/g, ''), text)
})

test('what is no JSON is left alone', () => {
  for (const text of ['', '<p>', '{"a":1}}', '{a:1}']) assert.equal(formatJson(text), null, text)
})

test('depth without end does not fill memory', () => {
  const depth = 8000
  const formatted = formatJson('['.repeat(depth) + ']'.repeat(depth)) ?? ''
  assert.ok(formatted.length < depth * 250)
})
