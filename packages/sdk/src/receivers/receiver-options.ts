import type { AnyEvents, WebhookEvent, WebhookEventOf } from '../events/webhook-event.ts'
import type { VerifyOptions } from '../signature/verify.ts'

/** A verified request, for handlers that need more than its event. */
export interface Delivery {
  /** What `alreadySeen` is asked about: the signed id where the scheme has one, else the event's. */
  readonly id: string
  /** When this attempt was signed, in Unix seconds; undefined when the scheme signs no time. */
  readonly timestampS: number | undefined
  /** The bytes that were signed: numbers have all their digits here. */
  readonly rawBody: Uint8Array
  /** A request header. Only those that the scheme signs are known to be the sender's. */
  header(name: string): string | undefined
}

/** Keeps the platform running until the promise ends. Cloudflare, Vercel and Next.js have one. */
export type WaitUntil = (work: Promise<void>) => void

export interface ReceiverOptions<Events extends object = AnyEvents> extends VerifyOptions {
  /** The work. It may run more than once for one event: senders repeat what they are unsure of. */
  readonly handle: (event: WebhookEventOf<Events>, delivery: Delivery) => unknown
  /**
   * Whether this event was dealt with before; if so it is answered 200 and `handle` is not called.
   * It only asks: let `handle` record `delivery.id` when it is done, in the transaction that holds
   * its work, so that a failure in between is repeated and not forgotten. Two copies that arrive at
   * the same moment may both be told false; a unique index on the id settles that.
   */
  readonly alreadySeen?: ((id: string) => boolean | Promise<boolean>) | undefined
  /**
   * Answer 200 as soon as the signature is verified, and run `handle` afterwards.
   *
   * Default: false. The 200 then says that `handle` is done, and a failure is answered 500, so that
   * the sender tries again. With true a failure or a crash after the answer loses the event, unless
   * it was stored elsewhere; choose it when the work takes longer than the sender waits.
   */
  readonly answerFirst?: boolean | undefined
  /**
   * For `answerFirst`, on platforms that stop after the answer: `after` of Next.js, `waitUntil` of
   * `@vercel/functions`. Cloudflare's is found by itself. Elsewhere `idle()` awaits the work.
   */
  readonly waitUntil?: WaitUntil | undefined
  /**
   * Hears of everything that `handle`, `alreadySeen` and `toEvent` throw, and of signed bodies that
   * are no event. Default: `console.error`.
   */
  readonly onError?: ((error: unknown) => unknown) | undefined
  /**
   * Makes the event from the parsed body of a sender with another envelope. Its `id` must be the
   * same for every repeat. Default: Posthorn's envelope, and that of Standard Webhooks.
   */
  readonly toEvent?: ((payload: unknown, header: Delivery['header']) => WebhookEvent) | undefined
  /** A longer body is answered 413. Default: 2 MiB, more than Posthorn ever sends. */
  readonly maxBodyBytes?: number | undefined
}

export const defaultMaxBodyBytes: number = 2 * 1024 * 1024
