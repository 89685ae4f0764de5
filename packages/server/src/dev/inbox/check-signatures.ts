import { timingSafeEqual } from 'node:crypto'
import { createSigningSecret, sign, type SigningSecret } from '../../domain/signature-scheme.ts'
import { pageScheme, standardWebhooksScheme } from '../../profiles/standard/signature-headers.ts'

export interface SignatureCheck {
  readonly scheme: 'X-Webhook-Signature' | 'Standard Webhooks'
  readonly state: 'verified' | 'wrong' | 'absent'
  /** What was found, in a sentence. */
  readonly reason: string
}

export interface SignedRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly receivedAtMs: number
}

export type Verdict = 'verified' | 'wrong' | 'unsigned'

/** Standard Webhooks leaves the number open; its libraries use five minutes. */
const toleranceS = 5 * 60

/** Checks a request as its receiver would, under any of these secrets. */
export function checkSignatures(
  request: SignedRequest,
  secrets: readonly string[],
): readonly [SignatureCheck, SignatureCheck] {
  const keys = secrets.map(createSigningSecret)
  return [checkPageSignature(request, keys), checkStandardSignature(request, keys)]
}

export function verdictOf(checks: readonly SignatureCheck[]): Verdict {
  if (checks.some(({ state }) => state === 'wrong')) return 'wrong'
  return checks.some(({ state }) => state === 'verified') ? 'verified' : 'unsigned'
}

function checkPageSignature(
  { headers, body }: SignedRequest,
  keys: readonly SigningSecret[],
): SignatureCheck {
  const result = (state: SignatureCheck['state'], reason: string): SignatureCheck => ({
    scheme: 'X-Webhook-Signature',
    state,
    reason,
  })
  const given = headers['x-webhook-signature']
  if (given === undefined) return result('absent', 'The request has no X-Webhook-Signature header.')
  if (!/^[0-9a-f]{64}$/.test(given)) {
    return result(
      'wrong',
      `"${shorten(given)}" is not a hex HMAC-SHA256 of this body: that would be 64 hex digits.`,
    )
  }
  const message = { id: '', timestampS: 0, body }
  const fits = keys.some((key) => isSame(given, sign(pageScheme, message, key)))
  return fits
    ? result('verified', 'It is the hex HMAC-SHA256 of this body under the webhook’s secret.')
    : result('wrong', 'It is an HMAC, but not of this body under the webhook’s secret.')
}

function checkStandardSignature(
  { headers, body, receivedAtMs }: SignedRequest,
  keys: readonly SigningSecret[],
): SignatureCheck {
  const result = (state: SignatureCheck['state'], reason: string): SignatureCheck => ({
    scheme: 'Standard Webhooks',
    state,
    reason,
  })
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = headers
  const signatures = headers['webhook-signature']
  if (id === undefined && timestamp === undefined && signatures === undefined) {
    return result('absent', 'The request has no Standard Webhooks headers.')
  }
  if (id === undefined) return result('wrong', 'The header webhook-id is missing.')
  if (timestamp === undefined) return result('wrong', 'The header webhook-timestamp is missing.')
  if (signatures === undefined) return result('wrong', 'The header webhook-signature is missing.')
  if (!/^\d{1,12}$/.test(timestamp)) {
    return result('wrong', `The timestamp "${shorten(timestamp)}" is not a count of seconds.`)
  }
  const timestampS = Number(timestamp)
  const ageS = Math.round(receivedAtMs / 1000 - timestampS)
  if (Math.abs(ageS) > toleranceS) {
    const distance = `${Math.abs(ageS)} seconds ${ageS > 0 ? 'old' : 'ahead'}`
    return result('wrong', `The timestamp is ${distance}; receivers accept ${toleranceS}.`)
  }
  const message = { id, timestampS, body }
  const expected = keys.map((key) => sign(standardWebhooksScheme, message, key))
  const fits = signatures.split(' ').some((given) => expected.some((each) => isSame(given, each)))
  return fits
    ? result(
        'verified',
        'One of its signatures fits id, timestamp and body under the webhook’s secret.',
      )
    : result(
        'wrong',
        'None of its signatures fits id, timestamp and body under the webhook’s secret.',
      )
}

function isSame(given: string, expected: string | null): boolean {
  if (expected === null) return false
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
