import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestError } from '../domain/errors.ts'
import type { ProfileRules } from '../domain/profile-rules.ts'
import type { Workspace } from '../domain/workspace.ts'
import { createCatalog } from '../engine/catalog-index.ts'
import { createProfileRegistry } from '../profiles/profile.ts'
import { createProfile } from '../profiles/profile-definition.ts'
import { builtInProfiles } from '../profiles/registry.ts'
import { subscribedTypes } from './subscribed-types.ts'

const tools = { version: '0.0.0', randomBytes: (n: number) => Buffer.alloc(n) }
const profiles = createProfileRegistry(builtInProfiles.map((each) => createProfile(each, tools)))
const catalogues = { engine: { catalog: createCatalog() }, profiles }

const workspace: Workspace = {
  id: '019a8f3b2c4d7e5f8a1b3c5d7e9f0000',
  name: 'Test',
  defaultProfile: 'standard',
  openCatalogue: false,
  createdAtMs: 0,
  updatedAtMs: 0,
  deletedAtMs: null,
}

const closed: ProfileRules = {
  name: 'closed',
  eventTypes: [{ name: 'lookup.completed', description: '', schema: null, example: null }],
  openToAllTypes: false,
  acceptsAnyType: false,
  signatures: [],
  signatureHeader: null,
  headerKeys: new Set(),
  secretForms: new Set(),
  testEvent: null,
  maxActiveWebhooks: null,
  requiresHttps: true,
  acceptsSecret: false,
  generateSecret: () => 'secret',
}

test('a profile with a closed catalogue has its own types and no other, in an open workspace too', () => {
  const open = { ...workspace, openCatalogue: true }
  const wanted = { workspace: open, rules: closed }
  const names = ['lookup.completed', 'lookup.completed']
  assert.deepEqual(subscribedTypes(catalogues, { ...wanted, names }), ['lookup.completed'])
  for (const name of ['*', 'user.created', 'any.thing']) {
    assert.throws(
      () => subscribedTypes(catalogues, { ...wanted, names: ['lookup.completed', name] }),
      (error) =>
        error instanceof RequestError &&
        error.field === 'events[1]' &&
        error.message.includes('lookup.completed'),
    )
  }
})

test('an open profile has the types of every catalogue, and all of them at once', () => {
  const rules = profiles.get('standard')?.rules
  assert.ok(rules !== undefined)
  const names = ['payment.failed', '*']
  assert.deepEqual(subscribedTypes(catalogues, { workspace, rules, names }), names)
  assert.throws(() => subscribedTypes(catalogues, { workspace, rules, names: [] }), RequestError)
})
