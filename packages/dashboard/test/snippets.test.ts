import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showSignature } from '../../server/src/profiles/standard/profiles/signature-schema.ts'
import { languages } from '../src/snippets/languages.ts'
import { trialSchemes } from './support/signed-trials.ts'
import { usualPrograms } from './support/snippet-programs.ts'
import { testSnippets } from './support/test-snippets.ts'

testSnippets(usualPrograms)

test('each language has code for each signature, with the names of its headers', () => {
  for (const scheme of trialSchemes) {
    for (const { render, name } of languages) {
      const code = render(showSignature(scheme)) ?? ''
      assert.ok(
        code.toLowerCase().includes(scheme.header.toLowerCase()),
        `${name} ${scheme.header}`,
      )
    }
  }
})
