import { describeFailure, isSuccess, type AttemptOutcome } from '../domain/outcome.ts'

/** In the order in which a request meets them. */
export const checkNames = ['address', 'certificate', 'answer', 'active', 'log'] as const

export type CheckName = (typeof checkNames)[number]

/** One thing that keeps events from arriving, or does not. */
export interface Check {
  readonly name: CheckName
  /** `skipped`: it could not be told, because something before it failed. */
  readonly result: 'passed' | 'failed' | 'skipped'
  /** A sentence for the webhook's owner. */
  readonly finding: string
  /** What to do; null where there is nothing to do. */
  readonly advice: string | null
}

/** A request that was made to find out, and what came of it. */
export interface Trial {
  readonly url: string
  readonly outcome: AttemptOutcome
  readonly durationMs: number
}

/** What one request tells of address, certificate and answer. */
export function checksOfTrial(trial: Trial): readonly [Check, Check, Check] {
  const { url, outcome } = trial
  const isSecure = url.startsWith('https:')
  switch (outcome.kind) {
    case 'answered':
      return [reached, certificateOf(isSecure), answerCheck(trial, outcome.status)]
    case 'timeout':
      return [
        skipped('address', 'Nobody answered, so it is not known whether anybody is there.'),
        skipped('certificate', untold),
        failed(
          'answer',
          `No answer came within ${seconds(trial.durationMs)}.`,
          'Answer with a 2xx first, and do the work afterwards. If your server never saw the request, a firewall drops it.',
        ),
      ]
    case 'unreachable':
      return unreachableChecks(outcome.cause, outcome.detail, isSecure)
    case 'blocked':
      return [
        failed(
          'address',
          'This server may not send there: Address not allowed.',
          'Use an address on the public internet, or ask the operator to allow this network.',
        ),
        skipped('certificate', untold),
        skipped('answer', untold),
      ]
    case 'unsendable':
      return [
        skipped('address', 'The request could not be made.'),
        skipped('certificate', untold),
        failed(
          'answer',
          `${outcome.detail}.`,
          'Rotate the secret; if that does not help, ask the operator.',
        ),
      ]
  }
}

/** When no request could be made at all. */
export function untriedChecks(reason: string): readonly [Check, Check, Check] {
  return [skipped('address', reason), skipped('certificate', reason), skipped('answer', reason)]
}

export function passed(name: CheckName, finding: string): Check {
  return { name, result: 'passed', finding, advice: null }
}

export function failed(name: CheckName, finding: string, advice: string): Check {
  return { name, result: 'failed', finding, advice }
}

function skipped(name: CheckName, finding: string): Check {
  return { name, result: 'skipped', finding, advice: null }
}

const untold = 'The request did not get that far.'
const reached = passed('address', 'The address can be reached.')

function certificateOf(isSecure: boolean): Check {
  return isSecure
    ? passed('certificate', 'The certificate is valid for this host.')
    : skipped('certificate', 'The URL is plain HTTP, which has none.')
}

type Cause = Extract<AttemptOutcome, { kind: 'unreachable' }>['cause']

function unreachableChecks(
  cause: Cause,
  detail: string,
  isSecure: boolean,
): readonly [Check, Check, Check] {
  switch (cause) {
    case 'dns':
    case 'connect':
      return [
        failed(
          'address',
          `${detail}.`,
          cause === 'dns'
            ? 'Check the host name for a typing error, and that its DNS record is public.'
            : 'Check host and port, that your server runs, and that its firewall lets requests in.',
        ),
        skipped('certificate', untold),
        skipped('answer', untold),
      ]
    case 'tls':
      return [
        reached,
        failed(
          'certificate',
          `${detail}.`,
          'Install a certificate of a public authority for this host, with its whole chain. An authority of your own can be added to the webhook.',
        ),
        skipped('answer', untold),
      ]
    case 'reset':
    case 'protocol':
      return [
        reached,
        certificateOf(isSecure),
        failed(
          'answer',
          `${detail}.`,
          'Look into the log of your server or of the proxy before it: the connection ended without a proper answer.',
        ),
      ]
  }
}

function answerCheck({ outcome, durationMs }: Trial, status: number): Check {
  if (isSuccess(outcome)) {
    return passed('answer', `The receiver answered ${status} after ${seconds(durationMs)}.`)
  }
  const finding = `The receiver answered ${describeFailure(outcome) ?? status}, which is no success.`
  return failed('answer', finding, adviceFor(status))
}

function adviceFor(status: number): string {
  if (status < 400) {
    return 'Redirects are not followed. Put the address that it leads to into the webhook.'
  }
  if (status === 404) return 'Check the path of the URL.'
  if (status === 405) return 'Let the receiver take POST requests at this path.'
  if (status === 401 || status === 403) {
    return 'Let requests to this path in without a login, and check that the signature is verified over the raw body with the current secret.'
  }
  if (status === 410)
    return 'It says that it is gone for good. Change the URL, or delete the webhook.'
  if (status === 429) return 'Let it take more requests, or give the webhook a rate limit.'
  return status < 500
    ? 'Look into what the receiver answers: it refuses the request.'
    : 'Look into the log of your server: it failed at the request.'
}

function seconds(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`
}
