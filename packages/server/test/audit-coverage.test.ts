import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecoveryState } from '../src/domain/recovery.ts'
import { formatPublicId, parsePublicId } from '../src/http/public-ids.ts'
import { standardRoutes } from '../src/profiles/standard/routes.ts'
import { sampleAudit, sampleRecovery } from '../src/stores/contract/samples.ts'
import type { ApiAnswer } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { exchange, linkIn } from './support/portal-client.ts'
import { startReceiver } from './support/receiver.ts'
import { stringAt } from './support/string-at.ts'
import { startTestApp, type TestApp } from './support/test-app.ts'

const marker = 'whsec_bWFya2VyLW9mLXRoZS1hdWRpdC10ZXN0LTEyMzQ='

const passwords = ['over the hills and far away', 'somewhere over the rainbow']

interface Stage {
  readonly app: TestApp
  readonly receiverUrl: string
  /** What was made so far, by what it is. */
  readonly ids: Map<string, string>
}

interface Change {
  readonly operation: string
  /** What stands in the audit log for it; null: it changes nothing that an operator sets. */
  readonly action: string | null
  /** What was made before and acts here; the auditor's key unless told. */
  readonly actor?: string
  readonly run: (stage: Stage) => Promise<ApiAnswer>
}

const at = ({ ids }: Stage, name: string) => ids.get(name) ?? assert.fail(`There is no ${name}`)
const webhookPath = (stage: Stage) => `/v1/webhooks/${at(stage, 'webhook')}`
const inWorkspace = ({ app }: Stage, path: string) => `${path}?workspace=${app.workspace}`
const operatorPath = (stage: Stage) => `/v1/operators/${at(stage, 'operator')}`
const workspacePath = (stage: Stage) => `/v1/workspaces/${at(stage, 'workspace')}`

/** Remembers what a call has made. */
async function made(stage: Stage, name: string, call: Promise<ApiAnswer>): Promise<ApiAnswer> {
  const answer = await call
  stage.ids.set(name, stringAt(answer.body, 'id'))
  return answer
}

const event = ({ app }: Stage) => ({ workspace: app.workspace, type: 'user.created', data: {} })

async function firstDelivery(stage: Stage): Promise<string> {
  const { body } = await stage.app.admin(
    'GET',
    inWorkspace(stage, `/v1/events/${at(stage, 'event')}`),
  )
  const [delivery] = Object.values(body.deliveries ?? {})
  return stringAt(delivery, 'id')
}

/** Of a recovery that nobody has told the server of, so that it does not end before. */
async function changeNewRecovery(
  stage: Stage,
  state: RecoveryState,
  change: string,
): Promise<ApiAnswer> {
  const webhookId = parsePublicId('webhook', at(stage, 'webhook')) ?? ''
  const workspaceId = parsePublicId('workspace', stage.app.workspace) ?? ''
  const { store } = stage.app.context
  return await eventually(`a recovery to ${change}`, async () => {
    const recovery = sampleRecovery({ webhookId, workspaceId, state })
    if ((await store.insertRecovery(recovery, sampleAudit())) === 'under-way') return null
    const path = `/v1/recoveries/${formatPublicId('recovery', recovery.id)}/${change}`
    const answer = await stage.app.admin('POST', path)
    return answer.status === 409 ? null : answer
  })
}

/** In an order in which each finds what it needs. */
const changes: readonly Change[] = [
  {
    operation: 'createWorkspace',
    action: 'workspace.create',
    run: (stage) =>
      made(stage, 'workspace', stage.app.admin('POST', '/v1/workspaces', { name: 'Other' })),
  },
  {
    operation: 'updateWorkspace',
    action: 'workspace.update',
    run: (stage) => stage.app.admin('PATCH', workspacePath(stage), { name: 'Another' }),
  },
  {
    operation: 'setCredits',
    action: 'credits.set',
    run: (stage) => stage.app.admin('PUT', `${workspacePath(stage)}/credits`, { balance: 5 }),
  },
  {
    // Products spend all the time.
    operation: 'adjustCredits',
    action: null,
    run: (stage) =>
      stage.app.admin('POST', `${workspacePath(stage)}/credits/adjust`, { change: -1 }),
  },
  {
    operation: 'createKey',
    action: 'key.create',
    run: (stage) =>
      made(
        stage,
        'key',
        stage.app.admin('POST', `${workspacePath(stage)}/keys`, { name: 'x', scopes: ['read'] }),
      ),
  },
  {
    operation: 'revokeKey',
    action: 'key.revoke',
    run: (stage) => stage.app.admin('DELETE', `${workspacePath(stage)}/keys/${at(stage, 'key')}`),
  },
  {
    operation: 'createServerKey',
    action: 'key.create',
    run: (stage) =>
      made(
        stage,
        'server key',
        stage.app.admin('POST', '/v1/keys', { name: 'x', scopes: ['read'] }),
      ),
  },
  {
    operation: 'revokeServerKey',
    action: 'key.revoke',
    run: (stage) => stage.app.admin('DELETE', `/v1/keys/${at(stage, 'server key')}`),
  },
  {
    operation: 'createEventType',
    action: 'event_type.create',
    run: ({ app }) =>
      app.admin('POST', '/v1/event-types', { workspace: app.workspace, name: 'invoice.paid' }),
  },
  {
    operation: 'putEventType',
    action: 'event_type.update',
    run: ({ app }) =>
      app.admin('PUT', '/v1/event-types/invoice.paid', { workspace: app.workspace }),
  },
  {
    operation: 'deleteEventType',
    action: 'event_type.delete',
    run: ({ app }) =>
      app.admin('DELETE', `/v1/event-types/invoice.paid?workspace=${app.workspace}`),
  },
  {
    operation: 'createWebhook',
    action: 'webhook.create',
    run: (stage) => {
      const { app, receiverUrl: url } = stage
      const webhook = { workspace: app.workspace, url, events: ['*'], secret: marker }
      return made(stage, 'webhook', app.admin('POST', '/v1/webhooks', webhook))
    },
  },
  {
    operation: 'checkWebhookUrl',
    action: null,
    run: ({ app, receiverUrl: url }) => app.admin('POST', '/v1/webhook-urls/check', { url }),
  },
  {
    operation: 'updateWebhook',
    action: 'webhook.update',
    run: (stage) =>
      stage.app.admin('PATCH', webhookPath(stage), { name: 'renamed', secret: marker }),
  },
  {
    operation: 'rotateSecret',
    action: 'webhook.rotate_secret',
    run: (stage) =>
      stage.app.admin('POST', `${webhookPath(stage)}/secret/rotate`, { secret: marker }),
  },
  {
    operation: 'activateSecret',
    action: 'webhook.activate_secret',
    run: (stage) => stage.app.admin('POST', `${webhookPath(stage)}/secret/activate`),
  },
  {
    operation: 'testWebhook',
    action: null,
    run: (stage) => stage.app.admin('POST', `${webhookPath(stage)}/test`),
  },
  {
    operation: 'diagnoseWebhook',
    action: null,
    run: (stage) => stage.app.admin('POST', `${webhookPath(stage)}/diagnose`),
  },
  {
    operation: 'publishEvent',
    action: null,
    run: (stage) => made(stage, 'event', stage.app.admin('POST', '/v1/events', event(stage))),
  },
  {
    operation: 'publishEvents',
    action: null,
    run: ({ app }) => {
      const events = [{ type: 'user.created', data: {} }]
      return app.admin('POST', '/v1/events/batch', { workspace: app.workspace, events })
    },
  },
  {
    operation: 'replayEvent',
    action: 'event.replay',
    run: (stage) =>
      stage.app.admin('POST', inWorkspace(stage, `/v1/events/${at(stage, 'event')}/replay`)),
  },
  {
    operation: 'retryDelivery',
    action: 'delivery.retry',
    run: async (stage) => {
      const path = inWorkspace(stage, `/v1/deliveries/${await firstDelivery(stage)}/retry`)
      return await eventually('the delivery to have ended', async () => {
        const answer = await stage.app.admin('POST', path)
        return answer.status === 409 ? null : answer
      })
    },
  },
  {
    operation: 'recoverWebhook',
    action: 'webhook.recover',
    run: (stage) =>
      made(
        stage,
        'recovery',
        stage.app.admin('POST', `${webhookPath(stage)}/recover`, { since: '2020-01-01T00:00:00Z' }),
      ),
  },
  {
    operation: 'pauseRecovery',
    action: 'recovery.pause',
    run: (stage) => made(stage, 'paused', changeNewRecovery(stage, 'running', 'pause')),
  },
  {
    operation: 'resumeRecovery',
    action: 'recovery.resume',
    run: (stage) => stage.app.admin('POST', `/v1/recoveries/${at(stage, 'paused')}/resume`),
  },
  {
    operation: 'cancelRecovery',
    action: 'recovery.cancel',
    run: (stage) => changeNewRecovery(stage, 'paused', 'cancel'),
  },
  {
    operation: 'createPortalLink',
    action: 'portal_link.create',
    run: async (stage) => {
      const { app } = stage
      const wanted = { workspace: app.workspace, capabilities: ['replay'] }
      const answer = await made(stage, 'portal', app.admin('POST', '/v1/portal-links', wanted))
      stage.ids.set('portal secret', linkIn(answer).secret)
      return answer
    },
  },
  {
    operation: 'openPortalSession',
    action: 'portal_link.open',
    actor: 'portal',
    run: (stage) =>
      exchange(stage.app, { id: at(stage, 'portal'), secret: at(stage, 'portal secret') }),
  },
  {
    operation: 'revokePortalLink',
    action: 'portal_link.revoke',
    run: (stage) => stage.app.admin('DELETE', `/v1/portal-links/${at(stage, 'portal')}`),
  },
  {
    operation: 'deleteWebhook',
    action: 'webhook.delete',
    run: (stage) => stage.app.admin('DELETE', webhookPath(stage)),
  },
  {
    operation: 'deleteSubject',
    action: 'subject.delete',
    run: (stage) => stage.app.admin('DELETE', `${workspacePath(stage)}/subjects/someone`),
  },
  {
    operation: 'deleteWorkspace',
    action: 'workspace.delete',
    run: (stage) => stage.app.admin('DELETE', workspacePath(stage)),
  },
  {
    operation: 'createOperator',
    action: 'operator.create',
    run: (stage) =>
      made(
        stage,
        'operator',
        stage.app.admin('POST', '/v1/operators', { name: 'Ada', password: passwords[0] }),
      ),
  },
  {
    operation: 'updateOperator',
    action: 'operator.update',
    run: (stage) => stage.app.admin('PATCH', operatorPath(stage), { password: passwords[1] }),
  },
  {
    operation: 'deleteOperator',
    action: 'operator.delete',
    run: (stage) => stage.app.admin('DELETE', operatorPath(stage)),
  },
  {
    operation: 'openSession',
    action: 'session.open',
    run: ({ app }) => app.admin('POST', '/v1/session'),
  },
  {
    operation: 'closeSession',
    action: null,
    run: ({ app }) => app.admin('DELETE', '/v1/session'),
  },
  {
    operation: 'rotateMasterKey',
    action: 'master_key.rotate',
    run: ({ app }) => app.admin('POST', '/v1/master-key/rotate'),
  },
]

test('every route that changes something is tried here', () => {
  const changing = standardRoutes.filter(({ method }) => method !== 'GET')
  assert.deepEqual(
    changes.map(({ operation }) => operation).toSorted((a, b) => (a < b ? -1 : 1)),
    changing.map(({ operationId }) => operationId).toSorted((a, b) => (a < b ? -1 : 1)),
  )
})

test('every change is in the audit log, with who asked, and no secret is', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const made = await app.admin('POST', '/v1/keys', { name: 'auditor', scopes: ['admin'] })
  const auditorId = stringAt(made.body, 'id')
  const auditor = { authorization: `Bearer ${stringAt(made.body, 'key')}` }
  const admin: TestApp['admin'] = (method, path, body) => app.call(method, path, body, auditor)
  const stage: Stage = { app: { ...app, admin }, receiverUrl: receiver.url, ids: new Map() }
  const secrets = [...passwords, marker, marker.slice('whsec_'.length)]
  for (const { operation, action, actor: acts, run } of changes) {
    const before = await newest(app)
    const answer = await run(stage)
    assert.ok(answer.status < 300, `${operation}: ${JSON.stringify(answer.body)}`)
    const shown = JSON.stringify(answer.body)
    for (const [, key = ''] of shown.matchAll(/"(?:key|secret)":"([^"]+)"/g)) secrets.push(key)
    const written = await newest(app)
    if (action === null) assert.equal(written?.id, before?.id, operation)
    else {
      assert.notEqual(written?.id, before?.id, `${operation} is on no record`)
      const actor = acts === undefined ? auditorId : at(stage, acts)
      assert.deepEqual([written?.action, written?.actor], [action, actor])
    }
  }
  secrets.push(at(stage, 'portal secret'))
  const log = JSON.stringify((await app.admin('GET', '/v1/audit?limit=100')).body)
  assert.ok(secrets.length > 5)
  for (const secret of secrets) assert.ok(!log.includes(secret), 'a secret is in the audit log')
})

async function newest(app: TestApp) {
  const { body } = await app.admin('GET', '/v1/audit?limit=1')
  return Object.values(body.data ?? {})[0]
}
