import {
  headerKey,
  isHeaderValue,
  isReservedHeader,
  mostCustomHeaders,
  mostHeaderCharacters,
} from '../domain/custom-headers.ts'
import { RequestError } from '../domain/errors.ts'
import { isHeaderName } from '../domain/header-names.ts'
import { formatPath } from '../domain/json/json-path.ts'
import type { ProfileRules } from '../domain/profile-rules.ts'
import { webhookHeadersBinding } from '../domain/sealer.ts'
import type { SealedHeaders, Webhook } from '../domain/webhook.ts'
import type { ManagementContext } from './management-context.ts'
import { unsealForChange } from './unseal-for-change.ts'

/** Values by name; null takes the header away. */
export type HeaderChange = Readonly<Record<string, string | null>>

/** What the webhook's profile sends by itself. */
type TakenHeaders = Pick<ProfileRules, 'headerKeys'>

const field = 'custom_headers'

/**
 * The headers of a webhook with these set and taken away, whatever the case of their names; null
 * when none is left. Throws `validation_error` for what a request to a receiver may not carry.
 */
export function changeHeaders(
  { sealer }: Pick<ManagementContext, 'sealer'>,
  { id, customHeaders }: Pick<Webhook, 'id' | 'customHeaders'>,
  { change, rules }: { readonly change: HeaderChange; readonly rules: TakenHeaders },
): SealedHeaders | null {
  assertAllowed(change, rules)
  const boundTo = webhookHeadersBinding(id)
  const headers = new Map<string, readonly [name: string, value: string]>()
  if (customHeaders !== null) {
    const text = unsealForChange(sealer, { sealed: customHeaders.sealed, boundTo, field })
    // What unseals is what was sealed.
    const flat = JSON.parse(text) as string[]
    for (let at = 0; at + 1 < flat.length; at += 2) {
      headers.set(headerKey(flat[at] ?? ''), [flat[at] ?? '', flat[at + 1] ?? ''])
    }
  }
  for (const [name, value] of Object.entries(change)) {
    if (value === null) headers.delete(headerKey(name))
    else headers.set(headerKey(name), [name, value])
  }
  const flat = [...headers.values()].flat()
  assertBounded(flat)
  if (flat.length === 0) return null
  const names = flat.filter((_, index) => index % 2 === 0)
  return { names, sealed: sealer.seal(JSON.stringify(flat), boundTo) }
}

function assertAllowed(change: HeaderChange, { headerKeys }: TakenHeaders): void {
  const seen = new Set<string>()
  for (const [name, value] of Object.entries(change)) {
    // Whoever writes a whole line as a name has a secret in it, so it is not repeated.
    if (!isHeaderName(name)) {
      throw refuse(field, 'has a name that no header can have: use letters, digits and hyphens')
    }
    const place = formatPath([field, name])
    const key = headerKey(name)
    if (seen.has(key)) throw refuse(place, 'is there twice')
    seen.add(key)
    if (value === null) continue
    if (headerKeys.has(key)) throw refuse(place, 'is a header of the webhook’s profile')
    if (isReservedHeader(name)) throw refuse(place, 'is a header that no webhook may set')
    if (!isHeaderValue(value)) {
      throw refuse(place, 'has to be visible ASCII characters, with spaces only between them')
    }
  }
}

function assertBounded(flat: readonly string[]): void {
  if (flat.length > 2 * mostCustomHeaders) {
    throw refuse(field, `has to have at most ${mostCustomHeaders} headers`)
  }
  if (flat.reduce((sum, { length }) => sum + length, 0) > mostHeaderCharacters) {
    throw refuse(field, `has to have at most ${mostHeaderCharacters} characters in all`)
  }
}

function refuse(place: string, problem: string): RequestError {
  return new RequestError('validation_error', `\`${place}\` ${problem}.`, { field: place })
}
