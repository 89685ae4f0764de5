import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemsOf, profilesOf } from '../../../test/support/config-file.ts'

/** A scheme whose header holds one signature. */
function bare(header: string): string {
  return `{ header: '${header}', algorithm: 'hmac-sha256', key: 'utf8', content: 'body', encoding: 'hex' }`
}

/** Fields of one profile, on line 2 of the file, and what is wrong with them. */
const refusals: Readonly<Record<string, string>> = {
  "extends: 'standard'":
    'name is missing; it has to be a name of at most 32 lower-case letters, digits and hyphens.',
  "name: 'Acme', extends: 'standard'":
    'name is "Acme"; it has to be a name of at most 32 lower-case letters, digits and hyphens.',
  "name: 'acme', extends: 'grahp8'":
    'extends is "grahp8"; it has to be one of standard, encrata, graph8, endgrate.',
  "name: 'endgrate', extends: 'standard'":
    'name is "endgrate", which is the name of a built-in profile.',
  "name: 'all', extends: 'standard'": 'name is "all", which is the name of a built-in profile.',
  "name: 'acme', extends: 'standard', signatureHeadr: 'X-Acme'":
    'signatureHeadr is no option. Did you mean signatureHeader?',
  "name: 'acme', extends: 'standard', basePath: 'acme/v1/'":
    'basePath is "acme/v1/"; it has to be a path such as /acme/v1, without a slash at its end.',
  "name: 'acme', extends: 'standard', basePath: '/docs/acme'":
    'basePath is "/docs/acme", but /docs is the server’s own.',
  "name: 'acme', extends: 'standard', basePath: '/v1/acme'":
    'basePath is "/v1/acme", which puts /v1/acme where the profile standard has /v1.',
  "name: 'acme', extends: 'encrata', basePath: '/API'":
    'basePath is "/API", which puts /API/webhooks where the profile encrata has /api/webhooks.',
  "name: 'acme', extends: 'standard', retry: ['10s', '5m', '2 hours']":
    "retry[2] is \"2 hours\"; it has to be a duration from '1s' to '24h': a whole number and s, m or h.",
  "name: 'acme', extends: 'standard', retry: [10]":
    "retry[0] is 10; it has to be a duration from '1s' to '24h': a whole number and s, m or h.",
  "name: 'acme', extends: 'standard', retry: ['25h']":
    "retry[0] is \"25h\"; it has to be a duration from '1s' to '24h': a whole number and s, m or h.",
  "name: 'acme', extends: 'standard', retry: '10s'":
    'retry is "10s"; it has to be a list of at most 12 durations such as \'30s\'.',
  "name: 'acme', extends: 'standard', retryJitter: 2":
    'retryJitter is 2; it has to be a number from 0 to 1.',
  "name: 'acme', extends: 'standard', health: { retryAfter: 'later' }":
    "health.retryAfter is \"later\"; it has to be 'ignored', 'next-step', or a duration from '1s' to '24h'.",
  "name: 'acme', extends: 'standard', health: { disablesAfterDays: 0 }":
    'health.disablesAfterDays is 0; it has to be a whole number from 1 to 365.',
  "name: 'acme', extends: 'standard', rateLimit: { perSecond: 0 }":
    'rateLimit.perSecond is 0; it has to be a number from 0.01 to 10000.',
  "name: 'acme', extends: 'standard', timeoutMs: 5":
    'timeoutMs is 5; it has to be a whole number from 100 to 60000.',
  "name: 'acme', extends: 'standard', maxActiveWebhooks: 0":
    'maxActiveWebhooks is 0; it has to be a whole number from 1 to 10000.',
  "name: 'acme', extends: 'standard', eventTypes: ['invoice paid']":
    'eventTypes[0] is "invoice paid"; it has to be the name of an event type such as invoice.paid.',
  "name: 'acme', extends: 'standard', eventTypes: [{ name: 'a.b', schma: {} }]":
    'eventTypes[0].schma is no option. Did you mean schema?',
  "name: 'acme', extends: 'standard', eventTypes: [{ name: 'a.b', schema: { type: 'objekt' } }]":
    'eventTypes[0].schema cannot be used.',
  "name: 'acme', extends: 'standard', eventTypes: [{ name: 'a.b', schema: { required: ['c'] }, example: {} }]":
    'eventTypes[0].example does not fit the schema. `data.c` is missing.',
  "name: 'acme', extends: 'standard', eventTypes: [{ name: 'a.b', example: { at: new Date(0) } }]":
    'eventTypes[0].example is {"at":"1970-01-01T00:00:00.000Z"}; it has to be an object that JSON can hold.',
  "name: 'acme', extends: 'standard', signatureHeader: 'Content-Type'":
    'signatureHeader is "Content-Type"; it has to be the name of a header such as X-Acme-Signature, and none that every request has.',
  "name: 'acme', extends: 'standard', signatureHeader: 'X Acme'":
    'signatureHeader is "X Acme"; it has to be the name of a header such as X-Acme-Signature, and none that every request has.',
  "name: 'acme', extends: 'standard', signatureHeader: 'x-event-type'":
    'sends two things in the header x-event-type: a header of the event, signatures[0].',
  [`name: 'acme', extends: 'graph8', signatures: [${bare('X-Acme')}, ${bare('X-Acme')}]`]:
    'sends two things in the header X-Acme: signatures[0], signatures[1].',
  [`name: 'acme', extends: 'graph8', signatures: [${bare('X-Acme')}, ${bare('x-acme-next')}]`]:
    'sends two things in the header x-acme-next: signatures[0], signatures[1].',
  "name: 'acme', extends: 'standard', eventHeaders: { host: 'type' }":
    'eventHeaders.host is no header that a profile may set.',
  "name: 'acme', extends: 'standard', eventHeaders: { 'X-Acme': 'time' }":
    'eventHeaders.X-Acme is "time"; it has to be one of type, id.',
  "name: 'acme', extends: 'standard', secretPrefix: 'acme_'":
    'secretPrefix cannot be: Standard Webhooks has prefixes of its own, and this profile signs so too. Leave it out, or name other `signatures`.',
  "name: 'acme', extends: 'standard', signatures: []":
    'signatures is []; it has to be a list of 1 to 8 signature schemes.',
  "name: 'acme', extends: 'standard', signatures: [{ header: 'X', algorithm: 'ed25519', key: 'utf8', content: 'body', encoding: 'hex' }]":
    'signatures[0].key is "utf8"; it has to be whsk, which is what ed25519 signs with.',
  "name: 'acme', extends: 'standard', signatures: [{ header: 'X', algorithm: 'hmac-md5', key: 'utf8', content: 'body', encoding: 'hex' }]":
    'signatures[0].algorithm is "hmac-md5"; it has to be one of hmac-sha256, hmac-sha1, ed25519.',
  "name: 'acme', extends: 'standard', testEvent: { type: 'ping' }":
    'testEvent.data is missing; it has to be an object that JSON can hold.',
  "name: 'acme', extends: 'standard', requestLimits: { countedBy: 'ip', windows: [] }":
    'requestLimits.countedBy is "ip"; it has to be one of key, workspace.',
  "name: 'acme', extends: 'graph8', options: {}":
    'options has no effect: graph8 takes none. Leave it out.',
  "name: 'acme', extends: 'endgrate', options: { blockUntil: 'never' }":
    'options.blockUntil is "never"; it has to be one of response, ended.',
}

test('what cannot be is refused with file, line, place, value and what is allowed', async (t) => {
  for (const [fields, problem] of Object.entries(refusals)) {
    const file = `export default { profiles: [\n{ ${fields} }\n] }`
    const [first = '', ...others] = await problemsOf(t, file)
    assert.deepEqual(others, [], fields)
    const [place = '', told = ''] = first.split(/(?<=posthorn\.config\.ts(?::\d)?): /)
    assert.match(place, /^posthorn\.config\.ts(?::[12])?$/, first)
    assert.ok(told.replace(/^profiles\[0\]\.?\s*/, '').startsWith(problem), `${fields}\n${first}`)
  }
})

test('every problem is told at once, each with its line', async (t) => {
  const file = `export default {
  profiles: [
    {
      name: 'acme',
      extends: 'graph8',
      retry: ['10'],
      timeoutMs: '5s',
    },
  ],
}`
  assert.deepEqual(await problemsOf(t, file), [
    "posthorn.config.ts:6: profiles[0].retry[0] is \"10\"; it has to be a duration from '1s' to '24h': a whole number and s, m or h.",
    'posthorn.config.ts:7: profiles[0].timeoutMs is "5s"; it has to be a whole number from 100 to 60000.',
  ])
})

test('two profiles have neither one name nor one path', async (t) => {
  const profile = (name: string, basePath: string): string =>
    `{ name: '${name}', extends: 'standard', basePath: '${basePath}' }`
  assert.deepEqual(
    await problemsOf(
      t,
      `export default { profiles: [${profile('acme', '/acme')}, ${profile('acme', '/other')}] }`,
    ),
    ['posthorn.config.ts: profiles[1].name is "acme", which another profile is named already.'],
  )
  assert.deepEqual(
    await problemsOf(
      t,
      `export default { profiles: [${profile('acme', '/acme/v1')}, ${profile('other', '/acme')}] }`,
    ),
    [
      'posthorn.config.ts: profiles[1].basePath is "/acme", which puts /acme where the profile acme has /acme/v1.',
    ],
  )
})

test('where a built-in profile is not enabled, its paths are free', async (t) => {
  const file = `export default { profiles: [{ name: 'acme', extends: 'encrata', basePath: '/api' }] }`
  assert.equal((await problemsOf(t, file)).length, 1)
  const profiles = await profilesOf(t, file, { POSTHORN_PROFILES: 'standard' })
  assert.deepEqual([...profiles.keys()], ['standard', 'acme'])
})

test('profiles are a list', async (t) => {
  assert.deepEqual(await problemsOf(t, 'export default { profiles: {} }'), [
    'posthorn.config.ts:1: profiles is {}; it has to be a list of at most 100 profiles.',
  ])
})
