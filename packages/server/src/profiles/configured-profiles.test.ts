import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BuiltInProfileName } from '../config/define-profile.ts'
import { problemsOf, profilesOf } from '../../test/support/config-file.ts'
import { builtInProfiles } from './registry.ts'

const nothing = 'export default {}'

test('every built-in profile is served unless some are named; standard always is', async (t) => {
  const all = builtInProfiles.map(({ name }) => name)
  assert.deepEqual([...(await profilesOf(t, nothing)).keys()], all)
  const some = await profilesOf(t, nothing, { POSTHORN_PROFILES: 'graph8' })
  assert.deepEqual([...some.keys()], ['standard', 'graph8'])
  const one = await profilesOf(t, 'export default { builtInProfiles: [] }')
  assert.deepEqual([...one.keys()], ['standard'])
})

test('a profile that is not built in is refused with those that are', async (t) => {
  assert.deepEqual(await problemsOf(t, nothing, { POSTHORN_PROFILES: 'encrata,grahp8' }), [
    'POSTHORN_PROFILES names "grahp8", which is not built in. There are standard, encrata, graph8, endgrate. Did you mean graph8?',
  ])
})

test('an editor knows the built-in profiles by name', () => {
  const names: Record<BuiltInProfileName, true> = {
    standard: true,
    encrata: true,
    graph8: true,
    endgrate: true,
  }
  assert.deepEqual(
    Object.keys(names),
    builtInProfiles.map(({ name }) => name),
  )
})

test('a profile takes what stands in the field of its name, and checks it', async (t) => {
  const waiting = await profilesOf(t, `export default { endgrate: { blockUntil: 'response' } }`)
  assert.equal(waiting.get('endgrate')?.delivery.orderedBlocksUntil, 'response')
  assert.deepEqual(
    await problemsOf(
      t,
      `export default {
        endgrate: {
          blockUntill: 'response',
          source: { url: 'ftp://x', secret: 'hunter2' },
        },
      }`,
    ),
    [
      'posthorn.config.ts:3: endgrate.blockUntill is no option. Did you mean blockUntil?',
      'posthorn.config.ts:4: endgrate.source.url is "ftp://x"; it has to be an http or https URL without a user, password or fragment.',
      'posthorn.config.ts:4: endgrate.source.secret is not allowed; it has to be whsec_ and the base64 of 24 to 64 random bytes.',
    ],
  )
})

test('a field that no profile takes is no setting', async (t) => {
  assert.deepEqual(
    await problemsOf(t, 'export default { endgrade: {}, graph8: {}, profile: {} }'),
    [
      'posthorn.config.ts:1: endgrade is not a setting. Did you mean endgrate?',
      'posthorn.config.ts:1: graph8 is not a setting.',
      'posthorn.config.ts:1: profile is not a setting. Did you mean profiles?',
    ],
  )
})
