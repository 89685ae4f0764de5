import type { Clock } from '../domain/clock.ts'
import { appendCustomHeaders } from '../domain/custom-headers.ts'
import type { AttemptRecord, HeldDelivery } from '../domain/delivery.ts'
import type { DeliveryProfile } from '../domain/delivery-profile.ts'
import type { AttemptOutcome } from '../domain/outcome.ts'
import type { Sealer } from '../domain/sealer.ts'
import type { OutgoingRequest, Sender } from '../domain/sender.ts'
import type { Webhook } from '../domain/webhook.ts'
import { createSealedParts } from './sealed-parts.ts'
import { createSigningKeys } from './signing-keys.ts'

export interface AttemptDependencies {
  readonly clock: Clock
  readonly sender: Sender
  readonly sealer: Sealer
}

export interface AttemptResult {
  readonly record: AttemptRecord
  /** What was sent, or was to be sent; null when nothing was rendered. */
  readonly body: Uint8Array | null
}

export type Attempter = (
  delivery: HeldDelivery,
  webhook: Webhook,
  profile: DeliveryProfile,
) => Promise<AttemptResult>

/** One HTTP request: body from the profile, signed, sent under one deadline, answered with an outcome. */
export function createAttempter({ clock, sender, sealer }: AttemptDependencies): Attempter {
  const signingKeys = createSigningKeys(sealer)
  const sealedParts = createSealedParts(sealer)
  const hosts = new WeakMap<Webhook, string>()

  function hostOf(webhook: Webhook): string {
    let host = hosts.get(webhook)
    if (host === undefined) {
      host = new URL(webhook.url).host
      hosts.set(webhook, host)
    }
    return host
  }

  /** The request with what the webhook's owner adds to it. */
  function dress(request: OutgoingRequest, webhook: Webhook, nowMs: number): Dressed {
    const { customHeaders, tls } = webhook
    const custom = customHeaders === null ? [] : sealedParts.customHeadersOf(webhook, customHeaders)
    const { sent, shown } = appendCustomHeaders(request.headers, custom)
    const connection = tls === null ? {} : { tls: sealedParts.connectionTlsOf(webhook, tls, nowMs) }
    return { request: { ...request, headers: sent, ...connection }, shownHeaders: shown }
  }

  return async function attempt(delivery, webhook, profile) {
    const startedAtMs = clock.nowMs()
    const startMs = clock.monotonicMs()
    let { body } = delivery
    let requestHeaders: string | null = null
    let outcome: AttemptOutcome
    try {
      const secrets = signingKeys.secretsOf(webhook, startedAtMs)
      body ??= profile.renderBody(delivery.event, webhook)
      const headers = profile.renderHeaders({
        event: delivery.event,
        deliveryId: delivery.id,
        body,
        timestampS: Math.floor(startedAtMs / 1000),
        secrets,
      })
      const { url, customHeaders, tls } = webhook
      const request = { url, headers, body, timeoutMs: profile.timeoutMs }
      if (customHeaders === null && tls === null) {
        requestHeaders = sentHeaders(hostOf(webhook), headers, body)
        outcome = await sender.send(request)
      } else {
        const dressed = dress(request, webhook, startedAtMs)
        requestHeaders = sentHeaders(hostOf(webhook), dressed.shownHeaders, body)
        outcome = await sender.send(dressed.request)
      }
    } catch (error) {
      outcome = { kind: 'unsendable', detail: unsendableDetail(error) }
    }
    return {
      body,
      record: {
        number: delivery.attempts + 1,
        startedAtMs,
        durationMs: clock.monotonicMs() - startMs,
        requestHeaders,
        outcome,
      },
    }
  }
}

interface Dressed {
  readonly request: OutgoingRequest
  /** What the log tells of its headers. */
  readonly shownHeaders: readonly string[]
}

function unsendableDetail(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return `The request could not be made: ${reason}`
}

/** What goes on the wire: the given headers, and those that the sender adds around them. */
function sentHeaders(host: string, headers: readonly string[], body: Uint8Array): string {
  let text = `host: ${host}\nconnection: keep-alive\n`
  for (let index = 0; index < headers.length; index += 2) {
    text += `${headers[index]}: ${headers[index + 1]}\n`
  }
  return `${text}content-length: ${body.length}\n`
}
