import type { Dispatcher } from 'undici'
import type { AttemptOutcome } from '../domain/outcome.ts'
import type { OutgoingRequest } from '../domain/sender.ts'
import { outcomeOfFailure } from './failures.ts'

export interface Delivery {
  readonly request: OutgoingRequest
  readonly path: string
  /** By the monotonic clock. */
  readonly deadlineMs: number
  readonly settle: (outcome: AttemptOutcome) => void
  /** True: a connection that was closed too early has cost it one try. */
  readonly isResent: boolean
}

/** The connection that an exchange runs on, told once how it leaves it. */
export interface ExchangeConnection {
  /** Bytes that have come since the request. */
  readonly receivedBytes: number
  /** It has been answered on before, and no byte of an answer has come since the request. */
  readonly isSilentSinceReuse: boolean
  /** The answer was read to its end: the next request may follow. */
  release(): void
  /** Something else may still come: nothing may follow. */
  discard(): void
  /** Sends it once more, on a connection that nothing was sent on before. */
  resend(delivery: Delivery): void
}

const longestSuccessBody = 1024
const longestFailureBody = 16 * 1024
const longestRead = 64 * 1024
/**
 * What is no body has its limits in undici, but not all of it: hints, the status line and chunk
 * extensions may go on for ever. Chunks of one byte take six each, so that this is beyond the body.
 */
const mostReceived = 16 * longestRead
const longestHeaders = 4 * 1024
const longestRetryAfter = 128
const emptyBody = new Uint8Array(0)

const endless: AttemptOutcome = {
  kind: 'unreachable',
  cause: 'protocol',
  detail: 'The answer is too long',
}

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2]
type RawHeaders = Dispatcher.DispatchController['rawHeaders']

/**
 * One request and its answer. undici reports to it what happens; it settles once, with an outcome,
 * and is deaf to whatever comes later.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #delivery: Delivery
  readonly #connection: ExchangeConnection
  #isSettled = false
  /** 0 until status and headers have come. */
  #status = 0
  #headers = ''
  #retryAfter: string | null = null
  /** What is kept of the body, and room for more of it. */
  #kept: Uint8Array = emptyBody
  #keptBytes = 0
  #receivedBytes = 0

  constructor(connection: ExchangeConnection, delivery: Delivery) {
    this.#connection = connection
    this.#delivery = delivery
  }

  /** To be called now and then: ends what has no time left, or takes more than it may. */
  review(nowMs: number): void {
    // So put, a deadline that is not a number has passed.
    if (!(this.#delivery.deadlineMs > nowMs)) this.fail({ kind: 'timeout' })
    else if (this.#connection.receivedBytes > this.#mostReceived) this.fail(endless)
  }

  /** Ends it with `outcome`, unless the answer's status came: then that decides. */
  fail(outcome: AttemptOutcome): void {
    this.#finish(this.#status === 0 ? outcome : this.#answer(true))
    this.#connection.discard()
  }

  /** undici demands it. Nothing is to do before the answer. */
  onRequestStart(): void {}

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Headers,
  ): void {
    // 1xx: the answer is still to come.
    if (status < 200 || this.#isSettled) return
    this.#status = status
    const retryAfter = headers['retry-after']
    if (retryAfter !== undefined) {
      this.#retryAfter = String(retryAfter).slice(0, longestRetryAfter)
    }
    if (status >= 300) this.#headers = headerLines(controller.rawHeaders)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isSettled) return
    this.#keep(chunk)
    this.#receivedBytes += chunk.length
    if (this.#receivedBytes <= Math.max(longestRead, this.#longestBody)) return
    this.#finish(this.#answer(true))
    this.#connection.discard()
  }

  onResponseEnd(): void {
    if (this.#isSettled) return
    this.#finish(this.#answer(this.#receivedBytes > this.#keptBytes))
    this.#connection.release()
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#isSettled) return
    const outcome = outcomeOfFailure(error)
    if (this.#mayResend(outcome)) this.#resend()
    else this.fail(outcome)
  }

  /**
   * A receiver that closes an idle connection crosses with the request that is sent on it. RFC 9110,
   * 9.2.2, lets a client repeat a POST by itself only where it knows the repetition to be harmless.
   * It does: the receiver tells repetitions by the event's id, and it would get this one anyway,
   * after the first delay of the schedule.
   */
  #mayResend(outcome: AttemptOutcome): boolean {
    if (outcome.kind !== 'unreachable' || outcome.cause !== 'reset') return false
    return !this.#delivery.isResent && this.#connection.isSilentSinceReuse
  }

  #resend(): void {
    this.#isSettled = true
    this.#connection.discard()
    this.#connection.resend({ ...this.#delivery, isResent: true })
  }

  #finish(outcome: AttemptOutcome): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.#delivery.settle(outcome)
  }

  #answer(truncated: boolean): AttemptOutcome {
    return {
      kind: 'answered',
      status: this.#status,
      headers: this.#headers,
      body: this.#kept.subarray(0, this.#keptBytes),
      truncated,
      retryAfter: this.#retryAfter,
    }
  }

  /** Copies, since a chunk is a window on a socket's buffer, which may be a hundred times larger. */
  #keep(chunk: Buffer): void {
    const room = this.#longestBody - this.#keptBytes
    if (room <= 0) return
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk
    const bytes = this.#keptBytes + kept.length
    if (this.#keptBytes === 0) this.#kept = Buffer.from(kept)
    else {
      if (bytes > this.#kept.length) this.#makeRoom(bytes)
      this.#kept.set(kept, this.#keptBytes)
    }
    this.#keptBytes = bytes
  }

  /** Twice as much each time, so that a long body that comes in small pieces is not copied for each. */
  #makeRoom(bytes: number): void {
    const larger = Buffer.allocUnsafe(
      Math.min(Math.max(bytes, 2 * this.#kept.length), this.#longestBody),
    )
    larger.set(this.#kept)
    this.#kept = larger
  }

  get #mostReceived(): number {
    return mostReceived + 2 * (this.#delivery.request.maxAnswerBytes ?? 0)
  }

  get #longestBody(): number {
    if (this.#status >= 300) return longestFailureBody
    return this.#delivery.request.maxAnswerBytes ?? longestSuccessBody
  }
}

/** `name: value` lines, names as the receiver spells them. */
function headerLines(rawHeaders: RawHeaders): string {
  let lines = ''
  // HTTP/1.1 gives a flat list; the type knows HTTP/2 as well.
  if (!Array.isArray(rawHeaders)) return lines
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (lines.length >= longestHeaders) break
    lines += `${latin1(rawHeaders[index])}: ${latin1(rawHeaders[index + 1])}\n`
  }
  return lines.slice(0, longestHeaders).trimEnd()
}

function latin1(value: Buffer | string | undefined): string {
  return typeof value === 'string' ? value : (value?.toString('latin1') ?? '')
}
