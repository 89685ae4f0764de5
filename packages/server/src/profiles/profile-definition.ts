import type { ConfigPlace } from '../config/config-place.ts'
import type {
  DeliveryProfile,
  OrderedBlocking,
  RenderedRequest,
} from '../domain/delivery-profile.ts'
import type { Event } from '../domain/event.ts'
import type { EventType } from '../domain/event-type.ts'
import type { HealthRules } from '../domain/health-rules.ts'
import type { TestEvent } from '../domain/profile-rules.ts'
import type { RateLimit } from '../domain/rate-limit.ts'
import type { RetrySchedule } from '../domain/retry-schedule.ts'
import { headerKey } from '../domain/custom-headers.ts'
import { appendSignedHeaders } from '../domain/signed-headers.ts'
import type { SignatureScheme } from '../domain/signature-scheme.ts'
import type { RequestLimits, Surface } from '../http/surface.ts'
import { headerUsesOf } from './header-uses.ts'
import type { Profile } from './profile.ts'
import type { ProfileWorker, WorkerContext } from './profile-worker.ts'

/** What can be said of a profile as data, and what an operator's own profile may say otherwise. */
export interface ProfileTraits {
  readonly name: string
  /** The documented catalogue, in the document's order. */
  readonly eventTypes: readonly EventType[]
  /** False: its webhooks may subscribe to this catalogue only. True: to every known type. */
  readonly openToAllTypes: boolean
  /** True: `*` stands for every type that its webhooks may subscribe to. */
  readonly acceptsAnyType: boolean
  /** Active webhooks in one workspace; null: no limit. */
  readonly maxActiveWebhooks: number | null
  /** True: plain HTTP is refused even where the operator allows it (loopback excepted). */
  readonly requiresHttps: boolean
  /** True: the creator may bring a secret. */
  readonly acceptsSecret: boolean
  /** For its own API; null: as the server is set. */
  readonly requestLimits: RequestLimits | null
  /** For one attempt, from the look-up of the address to the last byte of the answer. */
  readonly timeoutMs: number
  readonly retry: RetrySchedule
  /** Of each webhook that has none of its own; absent or null: none. */
  readonly rateLimit?: RateLimit | null
  /** What becomes of webhooks whose receivers fail. */
  readonly health: HealthRules
  /** null: `Posthorn/` and the version. */
  readonly userAgent: string | null
  /** Each attempt is signed by each of these. */
  readonly signatures: readonly SignatureScheme[]
  /** null: the webhook's first type with its example. */
  readonly testEvent: TestEvent | null
}

/** A profile that is built in: its traits, and what takes code. */
export interface ProfileDefinition extends ProfileTraits {
  /** A new secret in the profile's spelling. */
  generateSecret(randomBytes: (count: number) => Buffer): string
  /** Absent: a secret is shown when it is made, and never again. */
  readonly showsSecretAgain?: boolean
  readonly renderBody: DeliveryProfile['renderBody']
  /** Absent: as {@link DeliveryProfile} says. */
  readonly orderedBlocksUntil?: OrderedBlocking
  /** Flat list of the headers that tell of the event; type, agent and signatures are not among them. */
  eventHeaders(request: Pick<RenderedRequest, 'event' | 'deliveryId'>): readonly string[]
  /** What signature schemes call the message's id. */
  messageIdOf(event: Event): string
  /** Its REST API; null: its webhooks are made through `/v1` alone. */
  readonly surface: Surface | null
  /** Absent: it does nothing by itself. Called once for each profile that is made of this one. */
  readonly createWorker?: (context: WorkerContext) => ProfileWorker
  /** What a profile that is made of this one offers; absent: the same. */
  readonly derivedSurface?: Surface
  /**
   * The profile as the field of its name in `posthorn.config.ts` makes it; absent: there is no such
   * field. What is not allowed there is reported at its place, and undefined given.
   */
  readonly withOptions?: (options: unknown, place: ConfigPlace) => ProfileDefinition | undefined
}

export interface ProfileTools {
  /** Of Posthorn, told to receivers. */
  readonly version: string
  readonly randomBytes: (length: number) => Buffer
}

export function createProfile(definition: ProfileDefinition, tools: ProfileTools): Profile {
  const { name, surface, requestLimits } = definition
  const { eventTypes, openToAllTypes, acceptsAnyType, maxActiveWebhooks } = definition
  const { requiresHttps, acceptsSecret, testEvent } = definition
  return {
    rules: {
      name,
      eventTypes,
      openToAllTypes,
      acceptsAnyType,
      maxActiveWebhooks,
      requiresHttps,
      acceptsSecret,
      showsSecretAgain: definition.showsSecretAgain ?? false,
      signatures: definition.signatures,
      signatureHeader: definition.signatures[0]?.header ?? null,
      headerKeys: new Set(headerUsesOf(definition).map(({ header }) => headerKey(header))),
      secretForms: new Set(definition.signatures.map(({ key }) => key)),
      testEvent,
      generateSecret: () => definition.generateSecret(tools.randomBytes),
    },
    delivery: createDelivery(definition, tools),
    surface: surface === null ? null : { ...surface, name, requestLimits },
    createWorker: definition.createWorker ?? null,
  }
}

function createDelivery(definition: ProfileDefinition, tools: ProfileTools): DeliveryProfile {
  const { name, timeoutMs, retry, health, renderBody, signatures } = definition
  const { orderedBlocksUntil } = definition
  const userAgent = definition.userAgent ?? `Posthorn/${tools.version}`
  return {
    name,
    eventTypes: definition.openToAllTypes
      ? null
      : new Set(definition.eventTypes.map((type) => type.name)),
    timeoutMs,
    retry,
    health,
    ...(definition.rateLimit ? { rateLimit: definition.rateLimit } : {}),
    ...(orderedBlocksUntil === undefined ? {} : { orderedBlocksUntil }),
    renderBody,
    renderHeaders(request) {
      const headers = [
        'Content-Type',
        'application/json',
        'User-Agent',
        userAgent,
        'Accept-Encoding',
        'identity',
        ...definition.eventHeaders(request),
      ]
      appendSignedHeaders(headers, signatures, request, definition.messageIdOf(request.event))
      return headers
    },
  }
}
