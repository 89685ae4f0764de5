import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { showSignature } from '../../../server/src/profiles/standard/profiles/signature-schema.ts'
import { trialSchemes, trialsOf } from './signed-trials.ts'
import { verdictsOf, type SnippetProgram } from './snippet-programs.ts'

/** Makes a test for each language, over what every profile signs with. */
export function testSnippets(programs: readonly SnippetProgram[]): void {
  for (const program of programs) {
    const { name, render } = program.language
    void test(`the ${name} code verifies what every profile signs, and nothing else`, async () => {
      // Where the SDK is found.
      const directory = await mkdtemp(join(import.meta.dirname, '.snippet-'))
      try {
        for (const scheme of trialSchemes) {
          const code = render(showSignature(scheme)) ?? assert.fail(`no code for ${scheme.header}`)
          const trials = trialsOf(scheme)
          const verdicts = await verdictsOf(program, directory, { code, trials })
          assert.ok(Array.isArray(verdicts))
          assert.deepEqual(
            trials.map(({ what }, at) => `${scheme.header}, ${what}: ${verdicts[at]}`),
            trials.map(({ what, isGenuine }) => `${scheme.header}, ${what}: ${isGenuine}`),
          )
        }
      } finally {
        await rm(directory, { recursive: true })
      }
    })
  }
}
