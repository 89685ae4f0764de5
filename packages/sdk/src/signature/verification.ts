/** Why a request is not taken for the sender's. */
export type VerificationFault =
  /** A header that the scheme needs is absent or empty. */
  | 'missing_header'
  /** A header is there but holds no id, time or signature of the scheme's form. */
  | 'malformed_header'
  /** Signed longer ago than the tolerance: a replay, or a clock that is wrong. */
  | 'timestamp_too_old'
  /** Signed further in the future than the tolerance: a clock that is wrong. */
  | 'timestamp_too_new'
  /** Well-formed, but not made with any of the secrets over this body. */
  | 'no_match'

export interface Verified {
  readonly ok: true
  /** The signed id; undefined when the scheme signs none. */
  readonly id: string | undefined
  /** The signed time in Unix seconds; undefined when the scheme signs none. */
  readonly timestampS: number | undefined
}

export interface Refused {
  readonly ok: false
  readonly fault: VerificationFault
  /** The header that is at fault. */
  readonly header: string
  /** One sentence for people. It holds no secret and no expected signature. */
  readonly message: string
}

export type Verification = Verified | Refused

export function refuse(fault: VerificationFault, header: string, message: string): Refused {
  return { ok: false, fault, header, message }
}
