import type { Signature } from '@posthorn/sdk/client'
import {
  type Digest,
  type Reading,
  readingsOfBody,
  readingsOfDigest,
  readingsOfKey,
  readingsOfLead,
} from './readings.ts'
import type { SignatureClaim } from './signature-claim.ts'

export type ComputedWrongly = 'wrong_encoding' | 'not_the_raw_body' | 'other_algorithm'

/** One way in which the signature may have been made. */
export interface Guess {
  readonly body: string
  readonly key: Uint8Array
  readonly digest: Digest
  /** What was signed before the body. */
  readonly lead: string
  /** Everything that is then wrong with it; empty for the scheme's own way. */
  readonly faults: readonly GuessedFault[]
}

export interface GuessedFault {
  readonly fault: ComputedWrongly
  readonly finding: string
}

/** More than this at once come about by chance only. */
const mostFaults = 2

/** Those with the fewest faults first. */
export function guessesAt(claim: SignatureClaim): Guess[] {
  const { scheme } = claim
  const keys = readingsOfKey(claim.secret, scheme)
  const digests = readingsOfDigest(scheme)
  const leads = readingsOfLead(claim)
  return readingsOfBody(claim.body)
    .flatMap((body) =>
      keys.flatMap((key) =>
        digests.flatMap((digest) => leads.map((lead) => guess(body, { key, digest, lead }))),
      ),
    )
    .filter(({ faults }) => faults.length <= mostFaults)
    .toSorted((a, b) => a.faults.length - b.faults.length)
}

interface OtherReadings {
  readonly key: Reading<Uint8Array>
  readonly digest: Reading<Digest>
  readonly lead: Reading<string>
}

function guess(body: Reading<string>, { key, digest, lead }: OtherReadings): Guess {
  const faults: GuessedFault[] = []
  const add = (fault: ComputedWrongly, subject: string, { fault: finding }: Reading<unknown>) => {
    if (finding !== '') faults.push({ fault, finding: subject + finding })
  }
  add('not_the_raw_body', 'This body is not the one that was signed. ', body)
  add('wrong_encoding', 'The secret is right, but not how it became the key. ', key)
  add('other_algorithm', '', digest)
  add('other_algorithm', '', lead)
  return {
    body: body.value,
    key: key.value,
    digest: digest.value,
    lead: lead.value,
    faults,
  }
}

export async function signatureOf({ body, key, digest, lead }: Guess): Promise<Uint8Array> {
  const parameters = { name: 'HMAC', hash: digest }
  const bytes = new Uint8Array(key)
  const imported = await crypto.subtle.importKey('raw', bytes, parameters, false, ['sign'])
  const content = new TextEncoder().encode(lead + body)
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, content))
}

/** `sha256=<64 hex digits>` */
export function formOf({ algorithm, encoding, prefix }: Signature): string {
  const bytes = { 'hmac-sha256': 32, 'hmac-sha1': 20, ed25519: 64 }[algorithm]
  const text = encoding === 'hex' ? `${bytes * 2} hex digits` : `base64 of ${bytes} bytes`
  return `${prefix}<${text}>`
}
