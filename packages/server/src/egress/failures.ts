import { errors } from 'undici'
import type { AttemptOutcome, UnreachableCause } from '../domain/outcome.ts'
import { OutcomeError, unreachable } from './outcome-error.ts'

const invalidAnswer = 'The answer is not valid HTTP'

/** The outcome of an attempt that got no answer, from whatever was thrown. */
export function outcomeOfFailure(error: unknown): AttemptOutcome {
  if (error instanceof OutcomeError) return error.outcome
  const code = codeOf(error)
  if (error instanceof errors.HTTPParserError) return failed('protocol', invalidAnswer)
  if (code.startsWith('ERR_SSL')) return failed('tls', 'The receiver refused the TLS connection')
  switch (code) {
    case 'ECONNRESET':
    case 'EPIPE':
      return failed('reset', 'Connection reset')
    case 'UND_ERR_SOCKET':
      return outcomeOfSocketError(error)
    case 'ETIMEDOUT':
      return { kind: 'timeout' }
    case 'UND_ERR_HEADERS_OVERFLOW':
      return failed('protocol', 'The headers of the answer are too long')
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
    // What undici takes for impossible, such as a status of 101 without an upgrade.
    case 'ERR_ASSERTION':
      return failed('protocol', invalidAnswer)
    case 'UND_ERR_INVALID_ARG':
    case 'UND_ERR_NOT_SUPPORTED':
      return { kind: 'unsendable', detail: `The request cannot be made: ${messageOf(error)}` }
    default:
      return failed('reset', 'The connection failed')
  }
}

/** undici tells these apart by their message alone. */
function outcomeOfSocketError(error: unknown): AttemptOutcome {
  const message = messageOf(error)
  // A status of 100 or 101 that nobody asked for.
  if (message === 'bad response' || message === 'bad upgrade') {
    return failed('protocol', 'The answer is not one to this request')
  }
  return failed('reset', 'Connection closed without an answer')
}

/** Why no connection came about. A certificate that does not fit is told apart for its owner. */
export function dialFailure(error: Error, isTls: boolean): OutcomeError {
  if (error instanceof OutcomeError) return error
  const code = codeOf(error)
  const certificateFault = certificateFaults.get(code)
  if (certificateFault !== undefined) return unreachable('tls', certificateFault, error)
  switch (code) {
    case 'ECONNREFUSED':
      return unreachable('connect', 'Connection refused', error)
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return unreachable('connect', 'Host unreachable', error)
    case 'ETIMEDOUT':
      return new OutcomeError({ kind: 'timeout' }, error)
    case 'ECONNRESET':
      return isTls
        ? unreachable('tls', 'Connection closed during the TLS handshake', error)
        : unreachable('connect', 'Connection reset', error)
  }
  if (isTls && (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS'))) {
    return unreachable('tls', 'TLS handshake failed', error)
  }
  return unreachable('connect', 'Could not connect', error)
}

const unknownIssuer = 'Certificate is not trusted: its chain is incomplete or its issuer unknown'

/** The codes of OpenSSL's verification that Node passes on. */
const certificateFaults = new Map([
  ['CERT_HAS_EXPIRED', 'Certificate has expired'],
  ['CERT_NOT_YET_VALID', 'Certificate is not valid yet'],
  ['CERT_REVOKED', 'Certificate is revoked'],
  ['CERT_UNTRUSTED', unknownIssuer],
  ['CERT_REJECTED', unknownIssuer],
  ['CERT_SIGNATURE_FAILURE', 'Certificate has a bad signature'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'Certificate is self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', unknownIssuer],
  ['UNABLE_TO_GET_ISSUER_CERT', unknownIssuer],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', unknownIssuer],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', unknownIssuer],
  ['INVALID_PURPOSE', 'Certificate is not meant for a server'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'Certificate is for another host'],
])

function failed(cause: UnreachableCause, detail: string): AttemptOutcome {
  return { kind: 'unreachable', cause, detail }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}
