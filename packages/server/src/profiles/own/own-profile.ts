import type { EventHeaderValue } from '../../config/define-profile.ts'
import type { ConfigPlace } from '../../config/config-place.ts'
import type { Event } from '../../domain/event.ts'
import type { ProfileDefinition } from '../profile-definition.ts'
import { rebaseSurface } from '../rebase-surface.ts'
import { reportHeaderFaults } from './header-faults.ts'
import type { OwnProfileFields } from './own-profile-fields.ts'
import { secretGenerator } from './secret-generator.ts'

/**
 * A profile of an operator's own: a built-in one, and what is said otherwise. undefined when
 * something of it cannot be, which is then reported at its place.
 */
export function createOwnProfile(
  builtIn: ProfileDefinition,
  fields: OwnProfileFields,
  place: ConfigPlace,
): ProfileDefinition | undefined {
  const base = withOptions(builtIn, fields.options, place.member('options'))
  if (base === undefined) return undefined
  const signatures = signaturesOf(base, fields, place)
  if (signatures === undefined) return undefined
  const generateSecret = secretGenerator(base, { fields, signatures, place })
  if (generateSecret === undefined) return undefined
  const definition = { ...override(base, fields), signatures, generateSecret }
  return reportHeaderFaults(definition, place) ? undefined : definition
}

/** What is said wins, field by field, over what the built-in profile has. */
function override(base: ProfileDefinition, fields: OwnProfileFields): ProfileDefinition {
  const { retry = base.retry.delaysMs, retryJitter = base.retry.jitter, eventHeaders } = fields
  return {
    ...base,
    name: fields.name,
    eventTypes: eventTypesOf(base, fields),
    openToAllTypes: fields.openToAllTypes ?? base.openToAllTypes,
    acceptsAnyType: fields.acceptsAnyType ?? base.acceptsAnyType,
    maxActiveWebhooks: orElse(fields.maxActiveWebhooks, base.maxActiveWebhooks),
    requiresHttps: fields.requiresHttps ?? base.requiresHttps,
    acceptsSecret: fields.acceptsSecret ?? base.acceptsSecret,
    requestLimits: orElse(fields.requestLimits, base.requestLimits),
    timeoutMs: fields.timeoutMs ?? base.timeoutMs,
    rateLimit: orElse(fields.rateLimit, base.rateLimit ?? null),
    retry: { delaysMs: retry, jitter: retryJitter },
    health: { ...base.health, ...fields.health },
    userAgent: fields.userAgent ?? base.userAgent,
    testEvent: orElse(fields.testEvent, base.testEvent),
    eventHeaders: (request) =>
      eventHeaders === undefined
        ? base.eventHeaders(request)
        : eventHeadersOf(eventHeaders, request.event, base.messageIdOf(request.event)),
    surface: surfaceOf(base, fields.basePath),
  }
}

/** What a type's data says of channels is the base's to know: its callbacks are made of that data. */
function eventTypesOf(base: ProfileDefinition, { eventTypes }: OwnProfileFields) {
  if (eventTypes === undefined) return base.eventTypes
  const fieldOf = new Map(base.eventTypes.map(({ name, channelField }) => [name, channelField]))
  return eventTypes.map((type) => {
    const channelField = fieldOf.get(type.name)
    return channelField === undefined ? type : { ...type, channelField }
  })
}

/** Here null is something that is said. */
function orElse<Value>(said: Value | undefined, otherwise: Value): Value {
  return said === undefined ? otherwise : said
}

function withOptions(
  builtIn: ProfileDefinition,
  options: unknown,
  place: ConfigPlace,
): ProfileDefinition | undefined {
  if (options === undefined) return builtIn
  if (builtIn.withOptions !== undefined) return builtIn.withOptions(options, place)
  return place.report(`has no effect: ${builtIn.name} takes none. Leave it out.`)
}

function signaturesOf(
  base: ProfileDefinition,
  { signatures = base.signatures, signatureHeader }: OwnProfileFields,
  place: ConfigPlace,
): ProfileDefinition['signatures'] | undefined {
  if (signatureHeader === undefined) return signatures
  const [first, ...others] = signatures
  if (first !== undefined) return [{ ...first, header: signatureHeader }, ...others]
  return place
    .member('signatureHeader')
    .report(`has no effect: ${base.name} signs nothing by itself. Add \`signatures\`.`)
}

function eventHeadersOf(
  wanted: ReadonlyMap<string, EventHeaderValue>,
  { type }: Event,
  id: string,
): string[] {
  return [...wanted].flatMap(([name, value]) => [name, value === 'id' ? id : type])
}

function surfaceOf(
  { surface, derivedSurface }: ProfileDefinition,
  basePath: string | undefined,
): ProfileDefinition['surface'] {
  const offered = derivedSurface ?? surface
  return basePath === undefined || offered === null ? null : rebaseSurface(offered, basePath)
}
