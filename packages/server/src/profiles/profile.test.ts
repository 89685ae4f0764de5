import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createProfileRegistry } from './profile.ts'
import { createProfile } from './profile-definition.ts'
import { builtInProfiles } from './registry.ts'

const tools = { version: '1.2.3', randomBytes }
const builtIn = createProfileRegistry(builtInProfiles.map((each) => createProfile(each, tools)))

test('every built-in profile stands under its own name, and no two surfaces meet', () => {
  const basePaths = [...builtIn.values()].flatMap(({ surface }) => surface?.basePaths ?? [])
  assert.equal(new Set(basePaths).size, basePaths.length)
  for (const [name, { rules, surface }] of builtIn) {
    assert.equal(rules.name, name)
    for (const { path } of surface?.routes ?? []) {
      assert.ok(
        surface?.basePaths.some((base) => path === base || path.startsWith(`${base}/`)),
        path,
      )
    }
  }
})

test('profiles that would be taken for one another are refused', () => {
  const [standard] = builtIn.values()
  assert.ok(standard)
  assert.throws(
    () => createProfileRegistry([standard, standard]),
    /Two profiles are named standard/,
  )
  const mixed = { ...standard, rules: { ...standard.rules, name: 'other' } }
  assert.throws(() => createProfileRegistry([mixed]), /delivers under another name/)
})
