import { toUuid } from '../../domain/ids.ts'
import type { ProfileDefinition } from '../profile-definition.ts'
import { endgrateEventTypes } from './event-types.ts'
import { endgrateOptions, type EndgrateOptions } from './options.ts'
import { renderBody } from './render-body.ts'
import { endgrateSignatures } from './signature.ts'
import { createEndgrateSurface } from './surface.ts'
import { createEndgrateWorker } from './transfers/endgrate-worker.ts'

const secondMs = 1000

/** Sessions and their callbacks as Endgrate's documentation has them. */
export const endgrateProfile: ProfileDefinition = createEndgrateProfile({})

function createEndgrateProfile({ blockUntil, source }: EndgrateOptions): ProfileDefinition {
  return {
    name: 'endgrate',
    eventTypes: endgrateEventTypes,
    openToAllTypes: false,
    acceptsAnyType: false,
    maxActiveWebhooks: null,
    requiresHttps: false,
    // A session's webhooks are signed with the API key that initiated it.
    acceptsSecret: true,
    // [seed] Receivers read it from a page of settings.
    showsSecretAgain: true,
    requestLimits: null,
    timeoutMs: 30 * secondMs,
    retry: { delaysMs: [10 * secondMs, 60 * secondMs, 300 * secondMs], jitter: 0 },
    orderedBlocksUntil: blockUntil ?? 'ended',
    // The document knows of no webhook that is switched off by anybody but its owner.
    health: {
      retryAfter: 'next-step',
      breaker: true,
      disablesWhenGone: false,
      disablesAfterDays: null,
    },
    userAgent: null,
    signatures: endgrateSignatures,
    testEvent: null,
    generateSecret: (randomBytes) => uuidOf(randomBytes(16)),
    renderBody,
    eventHeaders: () => [],
    messageIdOf: ({ id }) => toUuid(id),
    surface: createEndgrateSurface(source ?? null),
    createWorker: (context) => createEndgrateWorker(context, source ?? null),
    withOptions(given, place) {
      const options = endgrateOptions.read(given, place)
      return options === undefined ? undefined : createEndgrateProfile(options)
    },
  }
}

/** The product's API keys, which its receivers verify with, are random UUIDs. */
function uuidOf(bytes: Buffer): string {
  const digits = bytes.toString('hex')
  const variant = '89ab'.charAt(Number.parseInt(digits.charAt(16), 16) & 3)
  return toUuid(`${digits.slice(0, 12)}4${digits.slice(13, 16)}${variant}${digits.slice(17)}`)
}
