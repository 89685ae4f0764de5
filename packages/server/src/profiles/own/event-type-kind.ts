import {
  isPlainObject,
  object,
  optional,
  required,
  single,
  type FieldKind,
} from '../../config/field-kind.ts'
import type { ConfigPlace } from '../../config/config-place.ts'
import {
  eventTypeNamePattern,
  longestEventTypeName,
  type EventType,
} from '../../domain/event-type.ts'
import { findDataFault, findSchemaFault } from '../../domain/schema-validator.ts'

const namePattern = new RegExp(eventTypeNamePattern)

export const eventTypeName: FieldKind<string> = single({
  allowed: 'the name of an event type such as invoice.paid',
  accept: (value) =>
    typeof value === 'string' && value.length <= longestEventTypeName && namePattern.test(value)
      ? value
      : undefined,
})

/** What JSON can hold: it is shown by the API, and sent. */
export const jsonObject: FieldKind<object> = single({
  allowed: 'an object that JSON can hold',
  accept: (value) => (isPlainObject(value) && isJson(value) ? value : undefined),
})

/** As deep as published data may be. */
const mostLevels = 64

function isJson(value: unknown, levels = mostLevels): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (levels === 0 || typeof value !== 'object') return false
  if (Array.isArray(value)) return value.every((item) => isJson(item, levels - 1))
  return isRecord(value) && Object.values(value).every((member) => isJson(member, levels - 1))
}

/** A `Date` and its like are objects too, and JSON writes something else for them. */
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const described = object<{
  name: string
  description?: string
  schema?: object
  example?: object
}>(
  {
    name: required(eventTypeName),
    description: optional(
      single({
        allowed: 'text of at most 2000 characters',
        accept: (value) => (typeof value === 'string' && value.length <= 2000 ? value : undefined),
      }),
    ),
    schema: optional(jsonObject),
    example: optional(jsonObject),
  },
  'the name of an event type, or an object with its name',
)

/** A name, or an object that says more. */
export const eventType: FieldKind<EventType> = {
  read(value, place) {
    if (typeof value === 'string') {
      const name = eventTypeName.read(value, place)
      return name === undefined ? undefined : { name, description: '', schema: null, example: null }
    }
    const read = described.read(value, place)
    if (read === undefined) return undefined
    const { name, description = '', schema = null, example = null } = read
    return reportFaults({ name, description, schema, example }, place)
  },
}

function reportFaults(type: EventType, place: ConfigPlace): EventType | undefined {
  const { schema, example } = type
  if (schema === null) return type
  const fault = findSchemaFault(schema)
  if (fault !== null) return place.member('schema').report(`cannot be used. ${fault}`)
  const misfit = example === null ? null : findDataFault(schema, example)
  if (misfit !== null) return place.member('example').report(`does not fit the schema. ${misfit}`)
  return type
}
