import { verify } from '@posthorn/sdk'
import type { Signature } from '@posthorn/sdk/client'
import { sdkSchemeOf } from '../snippets/sdk-scheme.ts'
import { type ComputedWrongly, formOf, type Guess, guessesAt, signatureOf } from './guesses.ts'
import { type PastedSignature, pastedSignatures } from './pasted-signatures.ts'
import { type SignatureClaim, timestampOf, valueOfPastedHeader } from './signature-claim.ts'

/** `incomplete`: something was not pasted. */
export type SignatureFault = 'wrong_secret' | 'incomplete' | ComputedWrongly

export interface Verdict {
  /** null: the signature is good. */
  readonly fault: SignatureFault | null
  /** What was found, in sentences. */
  readonly findings: readonly string[]
}

/** Deliveries are signed anew for each attempt: what was pasted may be hours old. */
const anyAgeS = Number.MAX_SAFE_INTEGER

/**
 * Says whether a signature fits, and if not, what was done otherwise: the ways in which receivers
 * compute it wrongly are tried one after the other, and two of them at once.
 */
export async function findSignatureFault(given: SignatureClaim): Promise<Verdict> {
  const claim = { ...given, signature: valueOfPastedHeader(given.signature) }
  const missing = whatIsMissing(claim)
  if (missing !== null) return { fault: 'incomplete', findings: [missing] }
  if (await isGood(claim)) return { fault: null, findings: [] }
  if (claim.scheme.algorithm === 'ed25519') {
    return {
      fault: 'wrong_secret',
      findings: ['It was made with another key, or the body is not the one that was sent.'],
    }
  }
  const candidates = pastedSignatures(claim.signature)
  if (candidates.length === 0) {
    return {
      fault: 'wrong_encoding',
      findings: [`What stands there is no signature. It has the form ${formOf(claim.scheme)}.`],
    }
  }
  return (await searchForFault(claim, candidates)) ?? noFit
}

const noFit: Verdict = {
  fault: 'wrong_secret',
  findings: [
    'No way of signing this body with this secret gives this signature: it was made with another secret, or the body is not the one that was sent.',
    'Compare the secret with the one that was shown when the webhook was created or its secret was last rotated. Of each webhook it is another.',
  ],
}

function whatIsMissing(claim: SignatureClaim): string | null {
  const { scheme, body, signature, secret, id } = claim
  if (signature === '') return `Paste the value of the header ${scheme.header}.`
  if (secret.trim() === '') return 'Paste the secret of the webhook.'
  if (body === '') return 'Paste the body of the request.'
  if (scheme.content !== 'body' && timestampOf(claim) === '') {
    return `The time is signed too: paste the value of ${scheme.timestamp_header ?? scheme.header}.`
  }
  if (scheme.content === 'id.timestamp.body' && id.trim() === '') {
    return `The id is signed too: paste the value of ${scheme.id_header ?? 'the id’s header'}.`
  }
  return null
}

async function isGood(claim: SignatureClaim): Promise<boolean> {
  const { scheme, body, signature, secret, id } = claim
  const headers = new Map([[scheme.header, signature]])
  if (scheme.id_header !== null) headers.set(scheme.id_header, id.trim())
  if (scheme.timestamp_header !== null) headers.set(scheme.timestamp_header, timestampOf(claim))
  try {
    const options = { secret, scheme: sdkSchemeOf(scheme), toleranceS: anyAgeS }
    const { ok } = await verify(body, new Headers(Array.from(headers)), options)
    return ok
  } catch {
    // A header that no header can be, or a secret that is none of this scheme: the search says which.
    return false
  }
}

async function searchForFault(
  claim: SignatureClaim,
  candidates: readonly PastedSignature[],
): Promise<Verdict | null> {
  for (const guess of guessesAt(claim)) {
    const expected = await signatureOf(guess)
    const match = candidates.find(({ bytes }) => isSame(bytes, expected))
    if (match !== undefined) return verdictOf(guess, match, claim.scheme)
  }
  return null
}

function verdictOf({ faults }: Guess, { encoding }: PastedSignature, scheme: Signature): Verdict {
  const [first] = faults
  if (first !== undefined) {
    return { fault: first.fault, findings: faults.map(({ finding }) => finding) }
  }
  const spelling =
    encoding === scheme.encoding ? 'with another prefix or in other letters' : `in ${encoding}`
  const finding = `The bytes are right, but they are spelled ${spelling}. The header has the form ${formOf(scheme)}.`
  return { fault: 'wrong_encoding', findings: [finding] }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
