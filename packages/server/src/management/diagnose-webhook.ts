import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import { anyType } from '../domain/matching.ts'
import { describeFailure } from '../domain/outcome.ts'
import type { Webhook } from '../domain/webhook.ts'
import { checksOfTrial, failed, passed, untriedChecks, type Check } from './diagnosis.ts'
import { findDeliveries } from './find-deliveries.ts'
import { getWebhook } from './get-webhook.ts'
import type { ManagementContext } from './management-context.ts'
import { sendTest } from './send-test.ts'
import { getsEvents } from './served-webhook.ts'

const dayMs = 24 * 60 * 60 * 1000
/** Of the newest deliveries; enough to see what is the matter. */
const mostLookedAt = 50
/** Types for each of which the journal is asked; whoever wants more wants nearly all. */
const mostTypesAsked = 20

export interface Diagnosis {
  /** Five, in order. */
  readonly checks: readonly Check[]
  /** The test event's delivery; null: none could be sent. */
  readonly deliveryId: Id | null
}

/**
 * Why nothing arrives: sends a test event, looks at the webhook and into the log of the last day.
 * Throws `not_found`, and `unavailable` when the test event could not be written.
 */
export async function diagnoseWebhook(
  context: ManagementContext,
  webhookId: Id,
): Promise<Diagnosis> {
  const webhook = getWebhook(context, webhookId)
  // Before the test event is in it.
  const log = await checkLog(context, webhook)
  const { checks, deliveryId } = await tryOut(context, webhook)
  return { checks: [...checks, checkState(context, webhook), log], deliveryId }
}

async function tryOut(context: ManagementContext, webhook: Webhook): Promise<Diagnosis> {
  try {
    const { attempt, delivery, reason } = await sendTest(context, webhook.id)
    if (attempt === null) {
      return { checks: untriedChecks(reason ?? 'No request was made.'), deliveryId: delivery.id }
    }
    const { outcome, durationMs } = attempt
    const checks = checksOfTrial({ url: webhook.url, outcome, durationMs })
    return { checks, deliveryId: delivery.id }
  } catch (error) {
    if (!(error instanceof RequestError) || error.code !== 'conflict') throw error
    return { checks: untriedChecks(error.message), deliveryId: null }
  }
}

function checkState(context: ManagementContext, webhook: Webhook): Check {
  if (getsEvents(context, webhook)) return passed('active', 'The webhook is active.')
  const { state, stateReason, profile } = webhook
  if (!context.profiles.has(profile)) {
    return failed(
      'active',
      `Its profile ${JSON.stringify(profile)} is not enabled on this server.`,
      'Ask the operator to enable it.',
    )
  }
  return state === 'paused'
    ? failed('active', 'The webhook is paused: nothing is sent to it.', 'Resume it.')
    : failed(
        'active',
        `The webhook is disabled: ${stateReason ?? 'its receiver failed'}.`,
        'Mend the receiver, switch the webhook on, and recover what it missed.',
      )
}

async function checkLog(context: ManagementContext, webhook: Webhook): Promise<Check> {
  const fromMs = context.clock.nowMs() - dayMs
  const search = { statuses: null, type: null, fromMs, toMs: null }
  const page = { before: null, limit: mostLookedAt }
  const { deliveries } = await findDeliveries(context, { webhooks: [webhook], search }, page)
  const real = deliveries.filter(({ isTest }) => !isTest)
  if (real.length === 0) return await checkPublished(context, webhook, fromMs)
  const retried = real.filter(({ status, attempts }) => status === 'pending' && attempts > 0)
  const lost = real.filter(({ status }) => status === 'failed' || status === 'canceled')
  const [worst] = [...retried, ...lost].toSorted((a, b) => (a.id < b.id ? 1 : -1))
  const span = `Of the newest ${count(real.length, 'delivery', 'deliveries')} of the last 24 hours`
  if (worst === undefined) {
    const waiting = real.filter(({ status }) => status === 'pending').length
    const arrived = real.length - waiting
    return passed('log', `${span}, ${arrived} arrived and ${waiting} wait for their first attempt.`)
  }
  const why = (worst.lastAttempt && describeFailure(worst.lastAttempt.outcome)) ?? worst.reason
  return failed(
    'log',
    `${span}, ${lost.length} failed and ${retried.length} are tried again. The latest: ${why ?? 'no attempt was made'}.`,
    'Once the receiver works, retry what waits now, and recover what failed.',
  )
}

/** Nothing was sent: because nothing happened, or because it asks for something else. */
async function checkPublished(
  { store }: ManagementContext,
  { workspaceId, eventTypes, channels }: Webhook,
  fromMs: number,
): Promise<Check> {
  const isPublished = async (type: string | null): Promise<boolean> => {
    const filter = { type, channel: null, fromMs, toMs: null }
    const events = await store.listEvents(workspaceId, filter, { before: null, limit: 10 })
    return events.some(({ isTest }) => !isTest)
  }
  if (!(await isPublished(null))) {
    return failed(
      'log',
      'No event was published in the last 24 hours, so there was nothing to send.',
      'Publish one, or send a test.',
    )
  }
  const asked = eventTypes.includes(anyType) ? [null] : eventTypes.slice(0, mostTypesAsked)
  const isWanted = (await Promise.all(asked.map(isPublished))).includes(true)
  if (isWanted && channels.length > 0) {
    return failed(
      'log',
      'Events of its types were published in the last 24 hours, but nothing was sent to it: none may have carried one of its channels.',
      'Compare the channels of the webhook with those of the events.',
    )
  }
  return isWanted
    ? failed(
        'log',
        'Events of its types were published in the last 24 hours, but before it was made or while it was off.',
        'Recover what it missed.',
      )
    : failed(
        'log',
        'Events were published in the last 24 hours, but none of the types that it asks for.',
        'Edit the webhook and choose the types that you expect.',
      )
}

function count(number: number, one: string, many: string): string {
  return number === 1 ? one : `${number} ${many}`
}
