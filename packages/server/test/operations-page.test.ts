import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startTestApp } from './support/test-app.ts'

const docs = join(import.meta.dirname, '../../../docs')
const page = readFileSync(join(docs, 'operations.md'), 'utf8')
const rules = readFileSync(join(docs, 'alerts.yml'), 'utf8')

test('alerts and page are about metrics that there are, with the values of their labels', async () => {
  await using app = await startTestApp()
  const metrics = await (await fetch(`${app.url}/metrics`)).text()
  const families = new Set(Array.from(metrics.matchAll(/^# TYPE (\S+)/gm), ([, name]) => name))
  const used = rules.match(/\b(?:posthorn|nodejs|process)_\w+/g) ?? []
  assert.ok(used.length >= 9)
  for (const name of used) assert.ok(families.has(name.replace(/_bucket$/, '')), name)
  for (const [, label, values = ''] of rules.matchAll(/(outcome|state)=~?"([^"]+)"/g)) {
    for (const value of values.split('|')) assert.ok(metrics.includes(`${label}="${value}"`), value)
  }
  const own = [...families].filter((name) => name?.startsWith('posthorn_'))
  const described = Array.from(page.matchAll(/^\| `(posthorn_\w+)/gm), ([, name]) => name)
  assert.deepEqual(new Set(described), new Set(own))
})

test('the page says what to do about every alert and every reason not to be ready', () => {
  const alerts = Array.from(rules.matchAll(/- alert: (\w+)/g), ([, name]) => name)
  const described = Array.from(page.matchAll(/^\| `(Posthorn\w+)` \|/gm), ([, name]) => name)
  assert.deepEqual(described, alerts)
  const sources = ['src/engine/engine-lifecycle.ts', 'src/api/api-server.ts'].map((path) =>
    readFileSync(join(import.meta.dirname, '..', path), 'utf8'),
  )
  const reasons = sources.flatMap((text) =>
    Array.from(
      text.matchAll(/['`](The (?:engine|database|server) [^'`$]*?)(?:\$|[.]['`])/g),
      ([, reason = '']) => reason.trim(),
    ),
  )
  assert.ok(reasons.length >= 4)
  for (const reason of reasons) assert.ok(page.includes(`\n| ${reason}`), reason)
})
