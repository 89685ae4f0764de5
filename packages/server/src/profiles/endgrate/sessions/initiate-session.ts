import { RequestError, type SchemaMisfit } from '../../../domain/errors.ts'
import { timeOfIdMs, type Id } from '../../../domain/ids.ts'
import type { Workspace } from '../../../domain/workspace.ts'
import { createWebhook } from '../../../management/create-webhook.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { rulesOf } from '../../../management/webhook-fields.ts'
import { webhookUrl } from '../../../management/webhook-url.ts'
import { objectIdOf } from '../object-id.ts'
import { insertSession, sessionKey, type Session } from '../session-record.ts'
import { endSession } from '../transfers/end-session.ts'
import { canTransfer } from '../transfers/transfer-request.ts'
import type { TransferSource } from '../transfers/transfer-source.ts'
import { formatWebhookData } from '../webhook-data.ts'
import { assertFits, misfit } from './misfit.ts'
import type { WantedSession, WantedWebhook } from './read-initiate.ts'

export interface Initiator {
  readonly workspace: Workspace
  /** The name of the profile that the session belongs to. */
  readonly profile: string
  readonly keyId: Id
  /** The key itself, in plain text: what signs the session's callbacks. */
  readonly key: string
}

/** [found] How long a session lives that is not saved. */
const sessionLifeMs = 72 * 60 * 60 * 1000

/**
 * Makes a session with its webhooks, or nothing at all. The session is written first, with the ids
 * that its webhooks are going to have: should this process die half-way, what was made ends with it.
 *
 * Throws `validation_error` for each webhook that cannot be, `conflict` where there are too many.
 */
export async function initiateSession(
  context: ManagementContext,
  initiator: Initiator,
  wanted: WantedSession,
  source: TransferSource | null,
): Promise<Session> {
  const { workspace, profile } = initiator
  const faults = wanted.webhooks.flatMap((webhook) => faultsOf(context, profile, webhook))
  if (wanted.continuous && !canTransfer(context, workspace.id, source)) {
    faults.push(misfit(['data_webhook', 'continuous'], nobodyTransfers))
  }
  assertFits(faults)
  const session = newSession(context, initiator, wanted)
  const result = await context.store.changeRecords([insertSession(profile, session)], [])
  if (result === 'changed') throw new Error(`There is a session ${session.id} already`)
  try {
    await createWebhooks(context, initiator, wanted, session)
  } catch (error) {
    await undo(context, initiator, session)
    throw error
  }
  context.wakeWorker(profile)
  return session
}

const nobodyTransfers =
  'cannot be true here: this server has no source of records, and no webhook of the workspace gets `endgrate.transfer.requested`'

/** Told for all of them before the first one is made. */
function faultsOf(
  context: ManagementContext,
  profile: string,
  { eventType, url, path }: WantedWebhook,
): SchemaMisfit[] {
  const rules = rulesOf(context, profile)
  if (!rules.openToAllTypes && !rules.eventTypes.some(({ name }) => name === eventType)) {
    return [misfit(path.slice(0, 1), `is not offered: ${profile} has no ${eventType}`)]
  }
  try {
    webhookUrl(context, rules, url)
    return []
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    return [misfit(path, `is refused: ${error.message.replace(/\.$/, '')}`)]
  }
}

function newSession(
  { ids }: ManagementContext,
  { workspace, keyId }: Initiator,
  { webhooks, saved, ...wanted }: WantedSession,
): Session {
  const id = ids.next()
  const createdAtMs = timeOfIdMs(id)
  return {
    ...wanted,
    id: objectIdOf(id),
    workspaceId: workspace.id,
    keyId,
    createdAtMs,
    expiresAtMs: saved ? null : createdAtMs + sessionLifeMs,
    webhookIds: webhooks.map(() => ids.next()),
    nextLookAtMs: wanted.continuous ? createdAtMs : null,
    configuredAtMs: null,
    streams: [],
  }
}

/** One channel for all, and one queue for all unless callbacks may be sent at the same time. */
async function createWebhooks(
  context: ManagementContext,
  { workspace, profile, keyId, key }: Initiator,
  { webhooks, webhookConcurrency }: WantedSession,
  { id: sessionId, webhookIds }: Session,
): Promise<void> {
  const lane = { id: context.ids.next(), ordered: true }
  for (const [index, { url, eventType, metadata }] of webhooks.entries()) {
    const id = webhookIds[index]
    if (id === undefined) throw new Error(`Session ${sessionId} has no id for each webhook`)
    await createWebhook(
      context,
      {
        id,
        workspace,
        profile,
        url,
        eventTypes: [eventType],
        channels: [sessionId],
        secret: key,
        active: true,
        name: null,
        description: '',
        retryDelaysMs: null,
        profileData: formatWebhookData({ sessionId, metadata }),
        ...(webhookConcurrency ? {} : { lane }),
      },
      keyId,
    )
  }
}

/** What cannot be undone now ends with the session. */
async function undo(
  context: ManagementContext,
  { workspace, profile, keyId }: Initiator,
  { id }: Session,
): Promise<void> {
  try {
    // A write of unknown outcome may have made one that this node has not heard of.
    await context.engine.refreshCatalog()
    await endSession(context, sessionKey(profile, workspace.id, id), keyId)
  } catch {
    // The refusal that led here is what the caller has to be told.
  }
}
