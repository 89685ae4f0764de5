import type { Actor } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { SealedSecret, Webhook } from '../domain/webhook.ts'
import { changeWebhook } from './change-webhook.ts'
import { getWebhook } from './get-webhook.ts'
import type { ManagementContext } from './management-context.ts'
import { rulesOfWebhook } from './served-webhook.ts'
import { chooseSecret, sealSecret } from './webhook-secret.ts'

export interface SecretRotation {
  readonly id: Id
  /** null: one is made. */
  readonly secret: string | null
  /** How long the secrets that are valid now stay so; 0 ends them at once. */
  readonly overlapMs: number
}

export interface RotatedSecret {
  readonly webhook: Webhook
  /** In plain text, this once. */
  readonly secret: string
}

/** Old secrets that may overlap: each one costs a signature in every request. */
const mostOldSecrets = 10

/** Throws `not_found`, `validation_error` for the secret, `conflict` when too many overlap. */
export async function rotateSecret(
  context: ManagementContext,
  rotation: SecretRotation,
  actor: Actor | null,
): Promise<RotatedSecret> {
  const { id, overlapMs } = rotation
  const rules = rulesOfWebhook(context, getWebhook(context, id))
  const secret = chooseSecret(rules, rotation.secret)
  const sealed = sealSecret(context, id, secret)
  const webhook = await changeWebhook(
    context,
    {
      id,
      action: 'webhook.rotate_secret',
      detail: { overlapMs },
      apply: (before) => ({
        ...before,
        secrets: [sealed, ...oldSecrets(before, context.clock.nowMs(), overlapMs)],
      }),
    },
    actor,
  )
  return { webhook, secret }
}

/** What is valid still, and no longer than the overlap; what was to end earlier does. */
function oldSecrets({ secrets }: Webhook, nowMs: number, overlapMs: number): SealedSecret[] {
  const untilMs = nowMs + overlapMs
  const valid = secrets
    .map((secret) => ({
      ...secret,
      expiresAtMs: Math.min(secret.expiresAtMs ?? untilMs, untilMs),
    }))
    .filter((secret) => secret.expiresAtMs > nowMs)
  if (valid.length <= mostOldSecrets) return valid
  throw new RequestError(
    'conflict',
    `${mostOldSecrets} old secrets of this webhook are valid still. Wait until one expires, or end them with \`overlap_s\` 0.`,
    { field: 'overlap_s' },
  )
}
