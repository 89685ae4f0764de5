import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { settings } from '../config/settings.ts'
import { renderConfigurationDoc } from './render-configuration-doc.ts'

const path = join(import.meta.dirname, '../../../../docs/configuration.md')

test('docs/configuration.md is what the table of settings makes; `node scripts/write-configuration-doc.ts` writes it', () => {
  assert.equal(readFileSync(path, 'utf8'), renderConfigurationDoc())
})

test('the page names every setting by its variable and its field', () => {
  const page = renderConfigurationDoc()
  for (const [field, { variable }] of Object.entries(settings)) {
    assert.ok(page.includes(`| \`${variable}\` | \`${field}\` |`), variable)
  }
})
