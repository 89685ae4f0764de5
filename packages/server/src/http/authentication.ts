import { allows, type ApiKey, type KeyScope } from '../domain/api-key.ts'
import type { Caller } from '../domain/caller.ts'
import type { Clock } from '../domain/clock.ts'
import { RequestError } from '../domain/errors.ts'
import type { Sealer } from '../domain/sealer.ts'
import type { Catalog } from '../engine/catalog.ts'
import { apiKeyPrefix, isWellFormedApiKey } from '../management/api-key-text.ts'
import { hashApiKey } from '../management/hash-api-key.ts'
import { passwordMark } from './operator-session.ts'
import { sessionIn, type Session } from './session.ts'

export interface Authenticator {
  /** The key in an `Authorization` header. Throws `unauthorized`, or `forbidden` without the scope. */
  authenticate(authorization: string | undefined, scope: KeyScope): ApiKey
  /** Who opened the session in a `Cookie` header. Throws as `authenticate` does. */
  authenticateSession(cookies: string, scope: KeyScope): Caller
}

export interface AuthenticatorOptions {
  readonly catalog: Catalog
  readonly clock: Clock
  /** Opens what sessions are sealed with. */
  readonly sealer: Sealer
  /** The operator's own key, which stands in no store; null: there is none. */
  readonly operatorKey: ApiKey | null
}

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { catalog, clock, operatorKey, sealer } = options

  function find(authorization: string | undefined): ApiKey {
    const text = bearerOf(authorization)
    const key = keyByHash(hashApiKey(text))
    if (key === undefined) throw new RequestError('unauthorized', strangerMessage(text))
    if (key.expiresAtMs !== null && key.expiresAtMs <= clock.nowMs()) {
      throw new RequestError('unauthorized', 'This API key has expired. Create a new one.')
    }
    return key
  }

  function findBySession(cookies: string): Caller {
    const session = sessionIn(cookies, sealer)
    const caller =
      session === null || session.expiresAtMs <= clock.nowMs() ? undefined : openerOf(session)
    if (caller !== undefined) return caller
    throw new RequestError('unauthorized', 'Your session has ended. Sign in again.')
  }

  /** undefined: what opened it is good no more. */
  function openerOf(session: Session): Caller | undefined {
    if ('operatorId' in session) {
      const operator = catalog.operator(session.operatorId)
      const isSame = operator !== undefined && passwordMark(operator) === session.passwordMark
      return isSame ? operator : undefined
    }
    const key = keyByHash(session.keyHash)
    return key === undefined || (key.expiresAtMs ?? Infinity) > clock.nowMs() ? key : undefined
  }

  function keyByHash(digest: string): ApiKey | undefined {
    const key = digest === operatorKey?.hash ? operatorKey : catalog.keyByHash(digest)
    return key === undefined || isOrphan(key) ? undefined : key
  }

  function isOrphan(key: ApiKey): boolean {
    return key.workspaceId !== null && catalog.workspace(key.workspaceId) === undefined
  }

  return {
    authenticate: (authorization, scope) => withScope(find(authorization), scope),
    authenticateSession: (cookies, scope) => withScope(findBySession(cookies), scope),
  }
}

/** The checksum of a key tells whether a letter of it was lost or changed on the way. */
function strangerMessage(text: string): string {
  return text.startsWith(apiKeyPrefix) && !isWellFormedApiKey(text)
    ? 'This API key was mistyped or cut off: its last six characters do not fit the others.'
    : 'This API key is not known here: it was mistyped, revoked or made for another server.'
}

function withScope<Asking extends Caller>(caller: Asking, scope: KeyScope): Asking {
  if (allows(caller, scope)) return caller
  throw new RequestError(
    'forbidden',
    `This API key lacks the scope "${scope}". Use a key that has it.`,
  )
}

/** The key that a request presents, known or not. Throws `unauthorized` when it presents none. */
export function bearerOf(authorization: string | undefined): string {
  if (authorization === undefined) {
    throw new RequestError(
      'unauthorized',
      'No API key was sent. Add the header "Authorization: Bearer <key>".',
      { reason: 'missing_key' },
    )
  }
  // RFC 7235: the scheme is case-insensitive.
  const scheme = authorization.slice(0, 7)
  const token = authorization.slice(7).trim()
  if ((scheme === 'Bearer ' || scheme.toLowerCase() === 'bearer ') && token !== '') return token
  throw new RequestError(
    'unauthorized',
    'The Authorization header could not be read. It has to be "Authorization: Bearer <key>".',
  )
}
