import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupsOf } from './event-type-groups.ts'

test('types are grouped by what they are about, those that are gone from the catalogue too', () => {
  const types = ['user.updated', 'invoice.paid', 'user.created'].map((name) => ({
    name,
    description: '',
  }))
  const groups = groupsOf(types, ['*', 'user.banned', 'user.created'])
  assert.deepEqual(
    groups.map(({ name, types: members }) => [name, ...members.map((type) => type.name)]),
    [
      ['invoice', 'invoice.paid'],
      ['user', 'user.banned', 'user.created', 'user.updated'],
    ],
  )
})
