import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemsOf, profilesOf } from '../../../test/support/config-file.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

test('an operator chooses what a serial session waits for, and names a source', async (t) => {
  const source = `{ url: 'https://integrations.example.com/records?v=1', secret: '${secret}' }`
  const file = `export default { endgrate: { blockUntil: 'response', source: ${source} } }`
  const profiles = await profilesOf(t, file)
  assert.equal(profiles.get('endgrate')?.delivery.orderedBlocksUntil, 'response')
  const plain = await profilesOf(t, 'export default { endgrate: {} }')
  assert.equal(plain.get('endgrate')?.delivery.orderedBlocksUntil, 'ended')
})

test('options that are not allowed keep the server from starting, without telling a secret', async (t) => {
  const file = [
    'export default {',
    '  endgrate: {',
    "    blockUntil: 'never',",
    '    source: {',
    "      url: 'ftp://example.com',",
    "      secret: 'hunter2',",
    '    },',
    "    sorce: 'x',",
    '  },',
    '}',
  ].join('\n')
  assert.deepEqual(await problemsOf(t, file), [
    'posthorn.config.ts:8: endgrate.sorce is no option. Did you mean source?',
    'posthorn.config.ts:3: endgrate.blockUntil is "never"; it has to be one of response, ended.',
    'posthorn.config.ts:5: endgrate.source.url is "ftp://example.com"; it has to be an http or https URL without a user, password or fragment.',
    'posthorn.config.ts:6: endgrate.source.secret is not allowed; it has to be whsec_ and the base64 of 24 to 64 random bytes.',
  ])
  const without = "export default { endgrate: { source: { url: 'https://a.example' } } }"
  assert.equal((await problemsOf(t, without)).length, 1)
})

test('a profile that is made of this one has its sessions and options under its own name', async (t) => {
  const profiles = await profilesOf(
    t,
    `export default { profiles: [{
      name: 'acme', extends: 'endgrate', basePath: '/acme/v1',
      signatureHeader: 'X-Acme-Signature', options: { blockUntil: 'response' },
    }] }`,
  )
  const acme = profiles.get('acme')
  assert.equal(acme?.delivery.orderedBlocksUntil, 'response')
  assert.equal(profiles.get('endgrate')?.delivery.orderedBlocksUntil, 'ended')
  assert.equal(acme.rules.showsSecretAgain, true)
  const paths = acme.surface?.routes.map(({ path }) => path) ?? []
  assert.ok(paths.includes('/acme/v1/session/initiate'))
  assert.ok(paths.every((path) => path.startsWith('/acme/v1/')))
})
