import type { SchemaMisfit } from '../../../domain/errors.ts'
import { composeObject } from '../../../domain/json/compose-object.ts'
import { objectMembers } from '../../../domain/json/object-members.ts'
import { assertFits, misfit } from '../misfit.ts'
import type { SchemaEntry, Session } from '../session-record.ts'
import { readWebhooks, webhookTypes, type WantedWebhook } from '../webhooks/read-webhooks.ts'
import type { InitiateBody } from './initiate-schema.ts'

/** What a request says of the session that it wants. */
export interface WantedSession extends Pick<
  Session,
  'kind' | 'schema' | 'sync' | 'webhookConcurrency' | 'continuous' | 'options'
> {
  readonly webhooks: readonly WantedWebhook[]
  /** True: it does not expire. */
  readonly saved: boolean
}

/**
 * @param rawBody - the bytes that `body` was parsed from: metadata is cut out of them, so that no
 *   number in it is read and written again
 *
 * Throws `validation_error` with all that is wrong.
 */
export function readInitiate(
  kind: Session['kind'],
  body: InitiateBody,
  rawBody: Buffer,
): WantedSession {
  const misfits: SchemaMisfit[] = []
  const members = new Map(objectMembers(rawBody))
  const webhooks = readWebhooks(body, members, misfits)
  if (kind === 'push' && body.data_webhook !== undefined) {
    misfits.push(misfit(['data_webhook'], 'is not for a push, which brings no data'))
  }
  const schema = readSchema(body, misfits)
  assertFits(misfits)
  return {
    kind,
    webhooks,
    schema,
    // A push takes no such field, so nothing has checked what is there.
    sync: kind !== 'push' && (body.sync ?? false),
    saved: body.save_session ?? false,
    webhookConcurrency: body.webhook_concurrency ?? false,
    continuous: body.data_webhook?.continuous ?? false,
    options: optionsOf(members),
  }
}

/** Types are what transfers and their data are asked for by, so each is there once. */
function readSchema({ schema = [] }: InitiateBody, misfits: SchemaMisfit[]): SchemaEntry[] {
  const entries = new Map<string, SchemaEntry>()
  schema.forEach(({ endgrate_type: type, title, associations = false }, index) => {
    const endgrateType = type ?? title
    if (endgrateType === undefined) {
      misfits.push(misfit(['schema', index, 'endgrate_type'], 'is missing, and so is a title'))
      return
    }
    if (entries.has(endgrateType)) {
      const field = type === undefined ? 'title' : 'endgrate_type'
      misfits.push(misfit(['schema', index, field], 'is there twice'))
      return
    }
    entries.set(endgrateType, { endgrateType, associations })
  })
  return [...entries.values()]
}

/** What is the product's to know: how its pages are shown, and whatever else was said. */
function optionsOf(members: ReadonlyMap<string, Buffer>): string {
  const others = Array.from(members).filter(([name]) => !own.has(name))
  return composeObject(others).toString('utf8')
}

/** What a session, or a webhook of it, has a place of its own for. */
const own = new Set([...Object.keys(webhookTypes), 'save_session', 'sync', 'webhook_concurrency'])
