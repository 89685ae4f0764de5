import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fc from 'fast-check'
import type { OpenApiDocument, Operation } from '../src/api/openapi-document.ts'
import type { Sender } from '../src/domain/sender.ts'
import { formatPublicId, parsePublicId } from '../src/http/public-ids.ts'
import { sampleAudit, sampleRecovery } from '../src/stores/contract/samples.ts'
import type { ApiAnswer, ApiCall } from './support/api-client.ts'
import { createPortalLink } from './support/portal-client.ts'
import { nearlyFitting } from './support/schema-arbitrary.ts'
import { stringAt } from './support/string-at.ts'
import { startTestApp, type TestApp } from './support/test-app.ts'

const runsPerOperation = 40
/** Fixed, so that what is shown today is shown tomorrow. */
const seed = 20260115

/** Receivers are not what this is about, and what is made up here must not reach anybody. */
const answersAtOnce: Sender = {
  send: async () => ({
    kind: 'answered',
    status: 200,
    headers: '',
    body: new Uint8Array(),
    truncated: false,
    retryAfter: null,
  }),
  close: async () => {},
}

/** Ids that exist, by the name of the path's resource. */
async function createExamples(app: TestApp): Promise<Record<string, string[]>> {
  const events = ['user.created']
  const url = 'https://example.com/'
  const webhook = await app.call('POST', '/v1/webhooks', { url, events })
  // One whose secret can be looked up.
  const session = { url, profile: 'endgrate', events: ['endgrate.data'] }
  const shown = await app.call('POST', '/v1/webhooks', session)
  const event = await app.call('POST', '/v1/events', { type: 'user.created', data: { n: 1 } })
  const { body } = await app.call('GET', `/v1/events/${stringAt(event.body, 'id')}`)
  const [delivery] = Object.values(body.deliveries ?? {})
  const other = await app.admin('POST', '/v1/workspaces', { name: 'To be deleted' })
  const otherPath = `/v1/workspaces/${stringAt(other.body, 'id')}`
  const key = await app.admin('POST', `${otherPath}/keys`, { name: 'x', scopes: ['read'] })
  const serverKey = await app.admin('POST', '/v1/keys', { name: 'x', scopes: ['read'] })
  // One that can be resumed, and one that cannot and is there to be canceled.
  const recoveries = [await pausedRecovery(app, true), await pausedRecovery(app, false)]
  const erasure = await app.admin('DELETE', `/v1/workspaces/${app.workspace}/subjects/somebody`)
  await app.admin('PUT', `${otherPath}/credits`, { balance: 1_000_000 })
  const link = await createPortalLink(app)
  const password = 'over the hills and far away'
  const operator = await app.admin('POST', '/v1/operators', { name: 'Ada', password })
  return {
    webhooks: [stringAt(webhook.body, 'id'), stringAt(shown.body, 'id')],
    events: [stringAt(event.body, 'id')],
    deliveries: [stringAt(delivery, 'id')],
    workspaces: [stringAt(other.body, 'id')],
    keys: [stringAt(key.body, 'id'), stringAt(serverKey.body, 'id')],
    recoveries,
    erasures: [stringAt(erasure.body, 'id')],
    subjects: ['somebody'],
    operators: [stringAt(operator.body, 'id')],
    'portal-links': [link.id],
    // Not by the name of a resource: what the body of its exchange has to hold.
    secrets: [link.secret],
    'event-types': ['user.created', 'invoice.paid'],
  }
}

/** Of a webhook that no trial recovers: a webhook has one recovery at a time. */
async function pausedRecovery({ call, context, workspace }: TestApp, active: boolean) {
  const webhook = { url: 'https://example.com/', events: ['user.created'], active }
  const { body } = await call('POST', '/v1/webhooks', webhook)
  const recovery = sampleRecovery({
    state: 'paused',
    webhookId: parsePublicId('webhook', stringAt(body, 'id')) ?? '',
    workspaceId: parsePublicId('workspace', workspace) ?? '',
  })
  assert.equal(await context.store.insertRecovery(recovery, sampleAudit()), 'inserted')
  return formatPublicId('recovery', recovery.id)
}

interface DescribedOperation {
  readonly path: string
  readonly method: string
  readonly operation: Operation
}

/** Those of what lies deepest first: so there is something left to find for each. */
function deletionsLast({ paths }: OpenApiDocument): DescribedOperation[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  // A stream has no end to wait for.
  const ending = all.filter(({ operation: { responses } }) =>
    Object.values(responses).every(({ content = {} }) => !('text/event-stream' in content)),
  )
  const isDeletion = ({ method }: DescribedOperation) => method === 'delete'
  const deletions = ending.filter(isDeletion).toSorted((a, b) => b.path.length - a.path.length)
  return [...ending.filter((one) => !isDeletion(one)), ...deletions]
}

interface Trial {
  readonly path: string
  readonly body: string | undefined
  readonly asAdmin: boolean
}

function trialsOf(
  { path, operation: { parameters = [], requestBody } }: DescribedOperation,
  ids: Readonly<Record<string, readonly string[]>>,
  document: OpenApiDocument,
): fc.Arbitrary<Trial> {
  const resolve = (ref: string) => Object(document.components.schemas)[ref.split('/').at(-1) ?? '']
  const segments = path.split('/').map((segment, index, all) => {
    if (!segment.startsWith('{')) return fc.constant(segment)
    const known = ids[all[index - 1] ?? ''] ?? []
    const odd = fc.string({ minLength: 1, maxLength: 20 }).map(encodeURIComponent)
    return fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...known) },
      { weight: 1, arbitrary: odd },
    )
  })
  const query = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) => {
      const value = nearlyFitting(Object(schema), resolve).map(
        (given) =>
          `${name}=${encodeURIComponent(typeof given === 'string' ? given : JSON.stringify(given))}`,
      )
      return fc.option(value, { nil: '', freq: 3 })
    })
  const schema = Object(requestBody).content?.['application/json']?.schema
  const body =
    schema === undefined
      ? fc.constant(undefined)
      : fc.oneof(
          {
            weight: 20,
            arbitrary: nearlyFitting(schema, resolve).map((value) => JSON.stringify(value)),
          },
          { weight: 1, arbitrary: fc.string() },
        )
  return fc.record({
    path: fc
      .tuple(fc.tuple(...segments), fc.tuple(...query))
      .map(([parts, fields]) => `${parts.join('/')}?${fields.filter(Boolean).join('&')}`),
    body,
    asAdmin: fc.boolean(),
  })
}

test('whatever is sent, the answer is one that the description foretells, and never a 5xx', async () => {
  await using app = await startTestApp({ sender: answersAtOnce })
  // Served by this very program from its own type.
  const document = (await app.admin('GET', '/openapi.json')).body as unknown as OpenApiDocument
  const ids = await createExamples(app)
  const check = createAnswerCheck(document)
  const statuses = new Map<string, Set<number>>()
  for (const { path, method, operation } of deletionsLast(document)) {
    const seen = new Set<number>()
    statuses.set(operation.operationId, seen)
    await fc.assert(
      fc.asyncProperty(trialsOf({ path, method, operation }, ids, document), async (trial) => {
        const call: ApiCall = trial.asAdmin ? app.admin : app.call
        // Workspace and webhook of the description's examples are nobody's.
        const real = (text: string) =>
          text
            .replaceAll(/ws_019a[0-9a-f]{28}/g, app.workspace)
            .replaceAll(/hook_019a[0-9a-f]{28}/g, ids['webhooks']?.[0] ?? '')
            .replaceAll(/7k0Vb2wq[\w-]{35}/g, ids['secrets']?.[0] ?? '')
        const body = trial.body === undefined ? undefined : real(trial.body)
        const answer = await call(method.toUpperCase(), real(trial.path), body)
        seen.add(answer.status)
        check(operation, answer)
      }),
      { numRuns: runsPerOperation, seed },
    )
  }
  // Otherwise the trials are too far off to show anything.
  for (const [id, seen] of statuses) {
    assert.ok(
      [...seen].some((status) => status < 300),
      `${id} answered only ${[...seen].join()}`,
    )
  }
})

function createAnswerCheck(document: OpenApiDocument) {
  const ajv = new Ajv2020({ strict: false })
  formats.default(ajv)
  ajv.addSchema({ ...document, $id: 'https://posthorn.test/openapi' })
  return (operation: Operation, answer: ApiAnswer): void => {
    const said = `${operation.operationId} answered ${answer.status}: ${JSON.stringify(answer.body)}`
    assert.ok(answer.status < 500, said)
    const schema = Object(operation.responses[answer.status]?.content)['application/json']?.schema
    assert.ok(schema, said)
    const absolute: object = JSON.parse(
      JSON.stringify(schema).replaceAll('"#/', '"https://posthorn.test/openapi#/'),
    )
    assert.ok(ajv.validate(absolute, answer.body), `${said}: ${ajv.errorsText()}`)
  }
}
