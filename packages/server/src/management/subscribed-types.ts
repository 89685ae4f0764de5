import { RequestError } from '../domain/errors.ts'
import { eventTypeNamePattern, longestEventTypeName } from '../domain/event-type.ts'
import { anyType } from '../domain/matching.ts'
import type { ProfileRules } from '../domain/profile-rules.ts'
import type { Workspace } from '../domain/workspace.ts'
import { findEventType, type Catalogues } from './find-event-type.ts'

export interface Subscription {
  readonly workspace: Workspace
  readonly rules: ProfileRules
  readonly names: readonly string[]
}

/** The types that a webhook asks for, each once. Throws `validation_error` for one that it cannot have. */
export function subscribedTypes(catalogues: Catalogues, subscription: Subscription): string[] {
  const { names } = subscription
  if (names.length === 0) {
    throw new RequestError(
      'validation_error',
      `\`events\` is empty. Name the event types that this webhook wants.`,
      { field: 'events' },
    )
  }
  names.forEach((name, index) => {
    if (mayHave(catalogues, subscription, name)) return
    throw new RequestError('validation_error', refusal(subscription.rules, name), {
      field: `events[${index}]`,
      value: name.slice(0, longestEventTypeName),
      reason: 'unknown_event_type',
    })
  })
  return [...new Set(names)]
}

/** Those that a webhook cannot have, each once. */
export function unknownTypes(catalogues: Catalogues, subscription: Subscription): string[] {
  const names = [...new Set(subscription.names)]
  return names.filter((name) => !mayHave(catalogues, subscription, name))
}

function mayHave(
  catalogues: Catalogues,
  { workspace, rules }: Subscription,
  name: string,
): boolean {
  if (name === anyType) return rules.acceptsAnyType
  if (!rules.openToAllTypes) return rules.eventTypes.some((type) => type.name === name)
  if (findEventType(catalogues, workspace.id, { name, firstIn: rules.name }) !== undefined)
    return true
  return workspace.openCatalogue && isWellFormed(name)
}

const namePattern = new RegExp(eventTypeNamePattern)

function isWellFormed(name: string): boolean {
  return name.length <= longestEventTypeName && namePattern.test(name)
}

function refusal(rules: ProfileRules, name: string): string {
  const shown = JSON.stringify(name.slice(0, longestEventTypeName))
  return rules.openToAllTypes
    ? `The event type ${shown} is not known. GET /v1/event-types lists those that are, and POST /v1/event-types adds one.`
    : `The event type ${shown} is not in the catalogue of ${rules.name}: ${rules.eventTypes.map((type) => type.name).join(', ')}.`
}
