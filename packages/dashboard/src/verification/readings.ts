import type { Signature } from '@posthorn/sdk/client'
import { formatJson } from '../components/format-json.ts'
import { type SignatureClaim, timestampOf } from './signature-claim.ts'

/** A way to read one part of a claim; the first of each part is what the scheme asks for. */
export interface Reading<Value> {
  readonly value: Value
  /** What is wrong, if this is how the signature was made; empty for the scheme's own. */
  readonly fault: string
}

const utf8 = new TextEncoder()

/** The body as it may have been before somebody's program or this field changed it. */
export function readingsOfBody(body: string): Reading<string>[] {
  const found: Reading<string>[] = [{ value: body, fault: '' }]
  const add = (value: string | null, fault: string): void => {
    if (value !== null && found.every((reading) => reading.value !== value)) {
      found.push({ value, fault })
    }
  }
  const parsed = 'It was parsed and written again: what was signed is'
  add(compact(body), `${parsed} without white space between its parts.`)
  add(body.replace(/\s+$/, ''), 'White space follows it that was not sent.')
  add(body.trim(), 'White space stands around it that was not sent.')
  add(`${body}\n`, 'The line break at its end is missing.')
  add(body.replaceAll('\n', '\r\n'), 'Its line breaks were changed.')
  add(formatJson(body), `${parsed} indented by two spaces.`)
  add(spaced(body), `${parsed} with a space after each comma and colon, as Python writes it.`)
  add(reparsed(body), 'It was parsed and written again, which changed numbers or escapes.')
  return found
}

/** White space outside of strings taken out, everything else as it was. */
function compact(body: string): string | null {
  if (formatJson(body) === null) return null
  return body.replaceAll(/("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g, (_, text?: string) => text ?? '')
}

function spaced(body: string): string | null {
  return (
    compact(body)?.replaceAll(
      /("[^"\\]*(?:\\.[^"\\]*)*")|([,:])/g,
      (_, text?: string, mark?: string) => text ?? `${mark ?? ''} `,
    ) ?? null
  )
}

function reparsed(body: string): string | null {
  try {
    return JSON.stringify(JSON.parse(body))
  } catch {
    return null
  }
}

export function readingsOfKey(secret: string, { key }: Signature): Reading<Uint8Array>[] {
  const trimmed = secret.trim()
  const bare = trimmed.replace(/^wh(?:sec|sk|pk)_/, '')
  const decoded = decodeBase64(bare)
  const found: Reading<Uint8Array>[] = []
  const whole = { value: utf8.encode(secret), fault: '' }
  const afterPrefix = { value: decoded ?? new Uint8Array(), fault: '' }
  if (key === 'utf8') found.push(whole)
  else if (decoded !== null && trimmed === secret) found.push(afterPrefix)
  if (trimmed !== secret) {
    const value = key === 'utf8' ? utf8.encode(trimmed) : (decoded ?? utf8.encode(trimmed))
    found.push({ value, fault: 'White space stands around it that is no part of it.' })
  }
  if (key === 'utf8' && decoded !== null && decoded.length > 0) {
    const fault = 'It was base64-decoded. The key is the secret as it is written, prefix included.'
    found.push({ value: decoded, fault })
  }
  if (bare !== trimmed) {
    const fault =
      key === 'utf8'
        ? 'Its prefix was left out. The key is the secret as it is written, prefix included.'
        : 'What follows the prefix was not base64-decoded.'
    found.push({ value: utf8.encode(bare), fault })
  }
  if (key !== 'utf8') {
    const fault =
      'It was used as it is written. The key is what follows the prefix, base64-decoded.'
    found.push({ value: utf8.encode(trimmed), fault })
  }
  return found.filter(({ value }) => value.length > 0)
}

export type Digest = 'SHA-256' | 'SHA-1' | 'SHA-512' | 'SHA-384'

export function readingsOfDigest({ algorithm }: Signature): Reading<Digest>[] {
  const own = algorithm === 'hmac-sha1' ? 'SHA-1' : 'SHA-256'
  const others = (['SHA-256', 'SHA-1', 'SHA-512', 'SHA-384'] as const)
    .filter((digest) => digest !== own)
    .map((value) => ({ value, fault: `It was made with HMAC-${value}; this is HMAC-${own}.` }))
  return [{ value: own, fault: '' }, ...others]
}

/** What stands before the body in what is signed. */
export function readingsOfLead(claim: SignatureClaim): Reading<string>[] {
  const { content } = claim.scheme
  const time = timestampOf(claim)
  const id = claim.id.trim()
  const leads = {
    body: { value: '', fault: 'The body alone was signed.' },
    'timestamp.body': {
      value: `${time}.`,
      fault: 'Time and body were signed, joined by a full stop.',
    },
    'id.timestamp.body': {
      value: `${id}.${time}.`,
      fault: 'Id, time and body were signed, joined by full stops.',
    },
  }
  const others = Object.entries(leads).flatMap(([name, lead]) => (name === content ? [] : [lead]))
  return [{ value: leads[content].value, fault: '' }, ...others]
}

function decodeBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}
