import { RequestError } from '../domain/errors.ts'
import { webhookTlsBinding } from '../domain/sealer.ts'
import type { SealedTls, TlsMaterial, Webhook } from '../domain/webhook.ts'
import { checkTlsMaterial } from '../egress/tls-material.ts'
import type { ManagementContext } from './management-context.ts'
import { unsealForChange } from './unseal-for-change.ts'

/** Parts that are absent stay as they are, null takes one away. */
export type TlsChange = Partial<TlsMaterial>

const field = 'tls'

const fieldOfPart = {
  clientCertificate: 'tls.client_certificate',
  clientKey: 'tls.client_key',
  ca: 'tls.ca',
} as const satisfies Record<keyof TlsMaterial, string>

const nothing: TlsMaterial = { clientCertificate: null, clientKey: null, ca: null }

/**
 * What a webhook brings to its TLS connections, with this change; null when nothing is left. Throws
 * `validation_error` for what no connection could be made with.
 */
export function changeTls(
  { sealer, clock }: Pick<ManagementContext, 'sealer' | 'clock'>,
  { id, tls }: Pick<Webhook, 'id' | 'tls'>,
  change: TlsChange,
): SealedTls | null {
  const boundTo = webhookTlsBinding(id)
  const kept =
    tls === null
      ? nothing
      : // What unseals is what was sealed.
        (JSON.parse(unsealForChange(sealer, { sealed: tls.sealed, boundTo, field })) as TlsMaterial)
  const wanted = { ...kept, ...change }
  if (Object.values(wanted).every((part) => part === null)) return null
  const checked = checkTlsMaterial(wanted, clock.nowMs())
  if (checked.kind === 'fault') {
    const place = fieldOfPart[checked.part]
    throw new RequestError('validation_error', `\`${place}\` ${checked.message}.`, { field: place })
  }
  const { material, clientCertificate, authorities } = checked
  return {
    clientCertificate,
    authorities,
    sealed: sealer.seal(JSON.stringify(material), boundTo),
  }
}
