import type { SchemaMisfit } from '../../../domain/errors.ts'
import { composeObject } from '../../../domain/json/compose-object.ts'
import { objectMembers } from '../../../domain/json/object-members.ts'
import type { SchemaEntry, Session } from '../session-record.ts'
import type { InitiateBody } from './initiate-schema.ts'
import { assertFits, misfit } from './misfit.ts'

/** Each webhook of a session, and the one type of event that it gets. */
const webhookTypes = {
  completed_webhook: 'endgrate.completed',
  configuration_webhook: 'endgrate.configuration',
  data_webhook: 'endgrate.data',
  error_webhook: 'endgrate.error',
} as const

type WebhookName = keyof typeof webhookTypes

export interface WantedWebhook {
  readonly eventType: string
  readonly url: string
  /** Where the URL stands in the request. */
  readonly path: SchemaMisfit['path']
  /** JSON in the bytes that came; null: none was given. */
  readonly metadata: Uint8Array | null
}

/** What a request says of the session that it wants. */
export interface WantedSession extends Pick<
  Session,
  'kind' | 'schema' | 'sync' | 'webhookConcurrency' | 'continuous' | 'options'
> {
  readonly webhooks: readonly WantedWebhook[]
  /** True: it does not expire. */
  readonly saved: boolean
}

/** Webhooks are held in memory with their metadata. */
const mostMetadataBytes = 16 * 1024

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
  const webhooks: WantedWebhook[] = []
  for (const [name, eventType] of Object.entries(webhookTypes)) {
    // The names are those of the table above.
    const read = readWebhook(name as WebhookName, body, members)
    misfits.push(...read.misfits)
    if (read.webhook !== null) webhooks.push({ ...read.webhook, eventType })
  }
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

interface ReadWebhook {
  readonly webhook: Omit<WantedWebhook, 'eventType'> | null
  readonly misfits: readonly SchemaMisfit[]
}

function readWebhook(
  name: WebhookName,
  body: InitiateBody,
  members: ReadonlyMap<string, Buffer>,
): ReadWebhook {
  const given = body[name]
  const bytes = members.get(name)
  if (given === undefined || bytes === undefined) return { webhook: null, misfits: [] }
  const field = given.endpoint === undefined && given.url !== undefined ? 'url' : 'endpoint'
  const path = [name, field]
  const url = given[field]
  const metadata = new Map(objectMembers(bytes)).get('metadata') ?? null
  const misfits: SchemaMisfit[] = []
  if (url === undefined) misfits.push(misfit(path, 'is missing'))
  if (metadata !== null && metadata.length > mostMetadataBytes) {
    const problem = `has to have at most ${mostMetadataBytes} bytes`
    misfits.push(misfit([name, 'metadata'], problem))
  }
  return { webhook: { path, url: url ?? '', metadata }, misfits }
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
