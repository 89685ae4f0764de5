import type { Id } from '../domain/ids.ts'
import { operatorNameKey, type Operator } from '../domain/operator.ts'
import type { ManagementContext } from '../management/management-context.ts'
import { sealCookie, unsealCookie, type SealedCookie } from './sealed-cookie.ts'

/**
 * A cookie that says that this operator has signed in from this browser before. Its tries to sign in
 * are counted apart, so that strangers who guess at the operator's name keep others out, but not the
 * operator. (OWASP calls it a device cookie.) It lets nobody in.
 */
interface KnownBrowser {
  readonly operatorId: Id
  readonly browser: string
}

const cookie: SealedCookie = { name: 'posthorn_browser', binding: 'browsers' }
const maxAgeS = 90 * 24 * 60 * 60
const browserBytes = 12

type Context = Pick<ManagementContext, 'sealer' | 'randomBytes'>

/** The value of a `Set-Cookie` header. A browser that is known stays the same one. */
export function knownBrowserCookie(
  { sealer, randomBytes }: Context,
  { id: operatorId }: Pick<Operator, 'id'>,
  request: { readonly cookies: string | undefined; readonly isSecure: boolean },
): string {
  const before = knownBrowserIn(request.cookies, sealer)
  const browser =
    before?.operatorId === operatorId
      ? before.browser
      : Buffer.from(randomBytes(browserBytes)).toString('base64url')
  const known: KnownBrowser = { operatorId, browser }
  return sealCookie(cookie, known, { sealer, isSecure: request.isSecure, maxAgeS })
}

/** What a try to sign in with this name counts against, for `SignInThrottle`. */
export function countedFor(
  { engine, sealer }: Pick<ManagementContext, 'engine' | 'sealer'>,
  name: string,
  from: { readonly cookies: string | undefined; readonly address: string },
): string[] {
  const known = knownBrowserIn(from.cookies, sealer)
  const operator = known === null ? undefined : engine.catalog.operator(known.operatorId)
  const nameKey = operatorNameKey(name)
  if (known !== null && operator !== undefined && operatorNameKey(operator.name) === nameKey) {
    return [`browser:${known.operatorId}:${known.browser}`]
  }
  return [`name:${nameKey}`, `address:${from.address}`]
}

function knownBrowserIn(
  cookies: string | undefined,
  sealer: Context['sealer'],
): KnownBrowser | null {
  // Only `knownBrowserCookie` seals under this binding.
  return unsealCookie(cookie, cookies, sealer) as KnownBrowser | null
}
