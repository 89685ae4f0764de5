import type { AttemptOutcome } from '../domain/outcome.ts'
import { mostAnswerBytes, type OutgoingRequest, type Sender } from '../domain/sender.ts'
import { ConnectionPool } from './connection-pool.ts'
import { Dialer } from './dialer.ts'
import { createDnsQuery, type DnsQuery } from './dns-query.ts'
import { describeRefusal } from './refusal.ts'
import { Resolver } from './resolver.ts'
import { TargetCache } from './target-cache.ts'
import type { TargetFault, TargetRules } from './target.ts'

export interface SenderOptions {
  readonly rules: TargetRules
  /** For look-up, connection and TLS handshake; the request's own deadline holds beside it. */
  readonly connectTimeoutMs?: number
  /** How long a connection waits for its next request, unless the receiver says otherwise. */
  readonly idleMs?: number
  /** Connections that wait at once, over all origins. */
  readonly maxIdle?: number
  /** PEM; authorities that are trusted beside those that Node trusts. */
  readonly extraCertificates?: readonly string[]
  /** Who is asked for addresses; DNS unless told otherwise. */
  readonly query?: DnsQuery
}

const defaultConnectTimeoutMs = 5000
const defaultIdleMs = 4000
const defaultMaxIdle = 4096
const rememberedTargets = 10_000

const stopped: AttemptOutcome = {
  kind: 'unreachable',
  cause: 'reset',
  detail: 'Interrupted because Posthorn is stopping',
}

/**
 * Sends over HTTP/1.1, one request on a connection at a time. Before the given headers undici puts
 * `host` and `connection: keep-alive`, after them `content-length`; nothing else is added, nothing
 * is followed, nothing is inflated, and no proxy is taken from the environment.
 */
export function createSender(options: SenderOptions): Sender {
  const monotonicMs = (): number => performance.now()
  const { guard, onRefused = () => {} } = options.rules
  const query = options.query ?? createDnsQuery()
  const dialer = new Dialer({
    guard,
    resolver: new Resolver({ guard, query, onRefused, monotonicMs }),
    onRefused,
    timeoutMs: options.connectTimeoutMs ?? defaultConnectTimeoutMs,
    extraCertificates: options.extraCertificates ?? [],
  })
  const pool = new ConnectionPool({
    dialer,
    monotonicMs,
    idleMs: options.idleMs ?? defaultIdleMs,
    maxIdle: options.maxIdle ?? defaultMaxIdle,
  })
  const targets = new TargetCache(options.rules, rememberedTargets)
  let isClosed = false

  function start(request: OutgoingRequest, settle: (outcome: AttemptOutcome) => void): void {
    if (isClosed) return settle(stopped)
    const target = targets.get(request.url)
    if (target.kind === 'fault') return settle(outcomeOfFault(target))
    const reserved = reservedHeader(request.headers)
    if (reserved !== null) {
      return settle({ kind: 'unsendable', detail: `The header "${reserved}" cannot be set` })
    }
    if (request.maxAnswerBytes !== undefined && request.maxAnswerBytes > mostAnswerBytes) {
      return settle({ kind: 'unsendable', detail: 'More of the answer is wanted than may be read' })
    }
    const deadlineMs = monotonicMs() + request.timeoutMs
    pool.acquire(target.origin, request.tls ?? null).send({
      request,
      path: target.path,
      deadlineMs,
      settle,
      isResent: false,
    })
  }

  return {
    send: (request) =>
      new Promise((resolve) => {
        try {
          start(request, resolve)
        } catch (error) {
          resolve({ kind: 'unsendable', detail: `The request cannot be made: ${String(error)}` })
        }
      }),
    async close() {
      isClosed = true
      pool.end(stopped)
      await dialer.close()
    },
  }
}

/** The rules may have changed since the URL was stored. */
function outcomeOfFault({ refusal, message }: TargetFault): AttemptOutcome {
  if (refusal === null) return { kind: 'unsendable', detail: message }
  return { kind: 'blocked', detail: describeRefusal(refusal) }
}

/**
 * The first header that steers undici instead of being sent as it is. (Others of that kind undici
 * refuses itself.)
 */
function reservedHeader(headers: readonly string[]): string | null {
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? ''
    switch (name.length) {
      case 4:
      case 10:
      case 14: {
        const lower = name.toLowerCase()
        if (lower === 'host' || lower === 'connection' || lower === 'content-length') return name
      }
    }
  }
  return null
}
