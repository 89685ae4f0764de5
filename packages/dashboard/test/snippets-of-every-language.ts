import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languages } from '../src/snippets/languages.ts'
import { everyProgram } from './support/snippet-programs.ts'
import { testSnippets } from './support/test-snippets.ts'

/* `npm run snippets`. No part of `npm test`: one of the languages is large to install. */

testSnippets(everyProgram)

void test('no language is left out', () => {
  const tried = everyProgram.map(({ language }) => language)
  assert.deepEqual(
    languages.filter((language) => !tried.includes(language)),
    [],
  )
})
