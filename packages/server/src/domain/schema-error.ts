import type { ErrorObject } from 'ajv'
import type { SchemaMisfit } from './errors.ts'
import { formatPath } from './json/json-path.ts'

/** What is wrong with a value, and where. */
export interface SchemaFault {
  /** The field at fault, from the root of the value: `events[2]`; empty for the value itself. */
  readonly field: string
  /** Follows the field's name: `has to be a string`. */
  readonly problem: string
  /** What was found there, if it is short and no object. */
  readonly value: string | number | boolean | null | undefined
}

const longestShownValue = 100

/** The fault that ajv found, in words for the caller. `errors` must come from `verbose` mode. */
export function describeSchemaErrors(errors: readonly ErrorObject[], root: unknown): SchemaFault {
  const error = mostTelling(errors)
  if (error === undefined) return { field: '', problem: 'does not fit', value: undefined }
  const path = segmentsOf(error.instancePath, root)
  const missing = memberNamed(error)
  const field = formatPath(missing === null ? path : [...path, missing])
  return {
    field,
    problem: problemOf(error),
    value: missing === null ? shown(error.data) : undefined,
  }
}

/** Whoever sends a thousand wrong values learns of the first ones. */
const mostMisfits = 20

/** Every fault that ajv found with `allErrors`; of an `anyOf` the whole and not its branches. */
export function misfitsOf(
  part: SchemaMisfit['part'],
  errors: readonly ErrorObject[],
  root: unknown,
): SchemaMisfit[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
  return errors
    .filter(
      ({ schemaPath }) => !unions.some((union) => schemaPath.startsWith(`${union.schemaPath}/`)),
    )
    .slice(0, mostMisfits)
    .map((error) => {
      const path = segmentsOf(error.instancePath, root)
      const missing = memberNamed(error)
      return {
        part,
        path: missing === null ? path : [...path, missing],
        keyword: error.keyword,
        params: error.params,
        problem: problemOf(error),
      }
    })
}

/**
 * Of an `anyOf` ajv tells the faults of every branch and then the `anyOf` itself. A branch that
 * agrees on the type and got further is the one that was meant.
 */
function mostTelling(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const last = errors.at(-1)
  if (last === undefined || (last.keyword !== 'anyOf' && last.keyword !== 'oneOf')) return errors[0]
  const branches = errors.slice(0, -1)
  const further = branches.filter(({ instancePath }) => instancePath !== last.instancePath)
  if (further.length > 0) return mostTelling(further)
  return branches.find((error) => error.keyword !== 'type' && error.keyword !== 'const') ?? last
}

/** For faults that are about a member of the object at the path. */
function memberNamed({ keyword, params }: ErrorObject): string | null {
  if (keyword === 'required') return String(params['missingProperty'])
  if (keyword === 'additionalProperties') return String(params['additionalProperty'])
  if (keyword === 'unevaluatedProperties') return String(params['unevaluatedProperty'])
  return null
}

function problemOf(error: ErrorObject): string {
  const { keyword, params } = error
  const limit = String(params['limit'])
  // The name itself may be long, and somebody's secret that slipped.
  if (error.propertyName !== undefined)
    return `has a name that does not fit: names have to match ${String(params['pattern'])}`
  switch (keyword) {
    case 'required':
      return 'is missing'
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is not a known field'
    case 'type':
      return `has to be ${typesIn(params['type'])}`
    case 'const':
      return `has to be ${JSON.stringify(params['allowedValue'])}`
    case 'enum':
      return `has to be one of ${listOf(params['allowedValues'])}`
    case 'minLength':
      return limit === '1' ? 'must not be empty' : `has to have at least ${limit} characters`
    case 'maxLength':
      return `has to have at most ${limit} characters`
    case 'minItems':
      return limit === '1' ? 'must not be empty' : `has to have at least ${limit} items`
    case 'maxItems':
      return `has to have at most ${limit} items`
    case 'uniqueItems':
      return 'has an item twice'
    case 'minProperties':
      return `has to have at least ${limit} fields`
    case 'maxProperties':
      return `has to have at most ${limit} fields`
    case 'minimum':
      return `has to be at least ${limit}`
    case 'maximum':
      return `has to be at most ${limit}`
    case 'pattern':
      return `has to match ${String(params['pattern'])}`
    case 'format':
      return `has to be a valid ${String(params['format'])}`
    case 'anyOf':
    case 'oneOf':
      return `has to be ${branchesOf(error)}`
    default:
      return error.message ?? 'does not fit'
  }
}

const articles: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  null: 'null',
}

function typesIn(type: unknown): string {
  const types = Array.isArray(type) ? type.map(String) : [String(type)]
  return types.map((name) => articles[name] ?? name).join(' or ')
}

function listOf(values: unknown): string {
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : '…'
}

/** The branches by their types or constants, where that says it all. */
function branchesOf({ schema }: ErrorObject): string {
  const branches: unknown[] = Array.isArray(schema) ? schema : []
  const names = branches.map((branch) => {
    if (typeof branch !== 'object' || branch === null) return null
    if ('const' in branch) return JSON.stringify(branch.const)
    return 'type' in branch ? typesIn(branch.type) : null
  })
  return names.includes(null) || names.length === 0 ? 'of another form' : names.join(' or ')
}

/** A JSON pointer as segments; an index is a number where the value at that place is an array. */
function segmentsOf(pointer: string, root: unknown): (string | number)[] {
  let value = root
  return pointer
    .split('/')
    .slice(1)
    .map((escaped) => {
      const name = escaped.replaceAll('~1', '/').replaceAll('~0', '~')
      const segment = Array.isArray(value) ? Number(name) : name
      // `segment` was found in the value by ajv, so the value has members.
      value = (value as Record<string | number, unknown>)[segment]
      return segment
    })
}

function shown(value: unknown): SchemaFault['value'] {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  return typeof value === 'string' && value.length <= longestShownValue ? value : undefined
}
