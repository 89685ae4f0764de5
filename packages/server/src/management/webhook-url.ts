import { isIP } from 'node:net'
import { RequestError, type ErrorReason } from '../domain/errors.ts'
import type { ProfileRules } from '../domain/profile-rules.ts'
import { isLocalhost } from '../egress/host-rules.ts'
import { parseTarget, withoutBrackets } from '../egress/target.ts'
import type { ManagementContext } from './management-context.ts'

/** The URL in its normal form, which is what is kept. Throws `validation_error` for one that may not be called. */
export function webhookUrl(
  context: Pick<ManagementContext, 'settings'>,
  rules: ProfileRules,
  raw: string,
): string {
  const target = parseTarget(raw, context.settings.targetRules)
  if (target.kind === 'fault') {
    throw refuse(target.message, target.reason === 'scheme' ? 'https_required' : undefined)
  }
  if (rules.requiresHttps && target.href.startsWith('http:') && !isLoopback(target.href)) {
    throw refuse('The URL must use HTTPS.', 'https_required')
  }
  return target.href
}

/** The operator's rules have let it pass already: this is a receiver in development. */
function isLoopback(href: string): boolean {
  const { hostname } = new URL(href)
  if (isLocalhost(hostname) || hostname === '[::1]') return true
  return isIP(withoutBrackets(hostname)) === 4 && hostname.startsWith('127.')
}

function refuse(message: string, reason?: ErrorReason): RequestError {
  return new RequestError('validation_error', message, {
    field: 'url',
    ...(reason === undefined ? {} : { reason }),
  })
}
