import { RequestError } from '../domain/errors.ts'
import type { ProfileRules } from '../domain/profile-rules.ts'
import { mostWithTls, type Webhook } from '../domain/webhook.ts'
import { changeHeaders, type HeaderChange } from './custom-headers.ts'
import type { ManagementContext } from './management-context.ts'
import { changeTls, type TlsChange } from './webhook-tls.ts'

/** What an owner says and is never told again. Absent: as it is. null: nothing. */
export interface SealedFields {
  readonly customHeaders?: HeaderChange | null
  readonly tls?: TlsChange | null
}

/** The webhook with these fields sealed in it. Throws `validation_error`, `conflict`. */
export function withSealedFields(
  context: Pick<ManagementContext, 'sealer' | 'clock' | 'engine'>,
  webhook: Webhook,
  { fields, rules }: { readonly fields: SealedFields; readonly rules: ProfileRules },
): Webhook {
  const { customHeaders: change, tls: tlsChange } = fields
  const changed: Webhook = {
    ...webhook,
    ...(change === undefined
      ? {}
      : {
          customHeaders:
            change === null ? null : changeHeaders(context, webhook, { change, rules }),
        }),
    ...(tlsChange === undefined
      ? {}
      : { tls: tlsChange === null ? null : changeTls(context, webhook, tlsChange) }),
  }
  if (webhook.tls === null && changed.tls !== null) assertRoomForTls(context, webhook)
  if (changed.tls !== null && changed.url.startsWith('http:')) {
    throw new RequestError(
      'validation_error',
      'A webhook with `tls` needs a URL with HTTPS: over plain HTTP no certificate is asked for.',
      { field: tlsChange === undefined ? 'url' : 'tls' },
    )
  }
  return changed
}

function assertRoomForTls(
  { engine }: Pick<ManagementContext, 'engine'>,
  { workspaceId }: Webhook,
): void {
  const present = engine.catalog.webhooksOf(workspaceId).filter(({ tls }) => tls !== null)
  if (present.length >= mostWithTls) throw tooManyWithTls()
}

/** To be thrown as well when the store says so: nodes hear of each other's webhooks a moment later. */
export function tooManyWithTls(): RequestError {
  return new RequestError(
    'conflict',
    `${mostWithTls} webhooks of this workspace have \`tls\` already, and there is room for no more.`,
    { field: 'tls', limit: mostWithTls },
  )
}

/** For the audit log: what was set and what was taken away, without the values. */
export function auditedSealedFields({ customHeaders, tls }: SealedFields): Record<string, unknown> {
  return {
    ...(customHeaders === undefined ? {} : { customHeaders: masked(customHeaders) }),
    ...(tls === undefined ? {} : { tls: masked(tls) }),
  }
}

function masked(
  change: Readonly<Record<string, string | null | undefined>> | null,
): Record<string, '…' | null> | null {
  if (change === null) return null
  return Object.fromEntries(
    Object.entries(change).map(([name, value]) => [name, value === null ? null : '…']),
  )
}
