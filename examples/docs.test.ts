import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { describeFailure } from '../packages/server/src/domain/outcome.ts'
import { builtInProfiles } from '../packages/server/src/profiles/registry.ts'
import { standardRoutes } from '../packages/server/src/profiles/standard/routes.ts'
import { allBlocks, proseOf, readPages, root, type Page } from './support/pages.ts'

const pages = readPages()

function pageAt(path: string): Page {
  const page = pages.find((each) => each.path === path)
  assert.ok(page !== undefined, path)
  return page
}

test('every relative link leads to a file that is there, and to a heading in it', () => {
  const broken: string[] = []
  for (const page of pages) {
    for (const [, target = ''] of proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue
      const [file = '', fragment] = target.split('#')
      const path = file === '' ? page.path : relative('/', join('/', dirname(page.path), file))
      if (!existsSync(join(root, path))) broken.push(`${page.path}: ${target}`)
      else if (fragment !== undefined && !anchorsOf(pageAt(path)).includes(fragment)) {
        broken.push(`${page.path}: ${target} has no such heading`)
      }
    }
  }
  assert.deepEqual(broken, [])
})

/** As GitHub makes them: lower case, punctuation dropped, spaces as hyphens. */
function anchorsOf(page: Page): string[] {
  return [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test('every program of the repository that a page runs is there', () => {
  const paths = allBlocks('sh').flatMap(({ code }) =>
    [...code.matchAll(/\b(?:examples|packages|scripts)\/\S+\.(?:ts|js|py)\b/g)].map(
      ([path]) => path,
    ),
  )
  assert.ok(paths.length > 0)
  for (const path of paths) assert.ok(existsSync(join(root, path)), path)
})

test('every endpoint that a page names is one of an API', () => {
  const known = builtInProfiles
    .flatMap(({ surface }) => surface?.routes ?? [])
    .map(({ method, path }) => `${method} ${path}`)
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(GET|POST|PUT|PATCH|DELETE) (\/(?:api|v1)\/[\w/{}-]+)/g)].map(
      ([, method = '', route = '']) => ({ path, endpoint: `${method} ${route}` }),
    ),
  )
  assert.ok(named.length >= 5)
  for (const { path, endpoint } of named)
    assert.ok(known.includes(endpoint), `${path}: ${endpoint}`)
})

test('every scope of an endpoint is where the page on authentication says', () => {
  const { text } = pageAt('docs/authentication.md')
  const scopes = new Set(standardRoutes.flatMap(({ scope }) => scope ?? []))
  assert.ok(scopes.size >= 4)
  for (const scope of scopes) assert.ok(text.includes(`\n| \`${scope}\` | `), scope)
})

test('troubleshooting explains every error that a delivery can show', () => {
  const sources = ['failures.ts', 'resolver.ts', 'undici-sender.ts'].map((file) =>
    readFileSync(join(root, 'packages/server/src/egress', file), 'utf8'),
  )
  const phrases = sources
    .join('\n')
    .matchAll(
      /'((?:Certificate|Connection|Could not|Host|Interrupted|TLS|The (?:answer|connection|headers|receiver))[^'\n]*)'/g,
    )
  const texts = new Set([...phrases].map(([, phrase = '']) => phrase))
  texts.add(String(describeFailure({ kind: 'timeout' })))
  texts.add(String(describeFailure({ kind: 'blocked', detail: '' })))
  texts.add('HTTP 500')
  assert.ok(texts.size >= 25)
  const { text } = pageAt('docs/troubleshooting.md')
  const [, table = ''] = text.split('## What each error means')
  assert.deepEqual(
    [...texts].filter((each) => !table.includes(`\`${each}\``)),
    [],
  )
})

test('the page on receiving tells the schedule that the standard profile keeps', async () => {
  const { standardProfile } = await import('../packages/server/src/profiles/standard/definition.ts')
  const { retry, timeoutMs } = standardProfile
  assert.deepEqual(retry, { delaysMs: [30_000, 300_000, 1_800_000, 7_200_000], jitter: 0 })
  assert.equal(timeoutMs, 10_000)
  const { text } = pageAt('docs/receiving.md')
  const rows = [
    ['1', 'at once'],
    ['2', '30 seconds'],
    ['3', '5 minutes'],
    ['4', '30 minutes'],
    ['5', '2 hours'],
  ]
  for (const [attempt, when] of rows) assert.ok(text.includes(`\n| ${attempt} | ${when}`), when)
  assert.match(text, /within 10 seconds/)
})
