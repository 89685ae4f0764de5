import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  createOpenApiDocument,
  type OpenApiDocument,
  type Operation,
  type Parameter,
} from '../packages/server/src/api/openapi-document.ts'
import { standardSurface } from '../packages/server/src/profiles/standard/surface.ts'

/*
 * Writes the types that the SDK's client speaks, from the description that the server makes of its
 * API. It knows the JSON Schema that occurs there and refuses everything else, so that a new kind
 * of schema is noticed here and not by somebody's compiler.
 */

const root = join(import.meta.dirname, '..')
export const apiTypesPath: string = join(root, 'packages/sdk/src/client/api-types.ts')

export function describeApi(): OpenApiDocument {
  return createOpenApiDocument(standardSurface, '')
}

type Schema = Readonly<Record<string, unknown>>

type Direction = 'request' | 'answer'

interface Context {
  /** Where the schema stands, for errors. */
  readonly place: string
  /** Which way its values travel. */
  readonly direction: Direction
  readonly components: Components
}

interface Components {
  readonly schemas: Schema
  /** Those that were referred to so far, by name. */
  readonly declared: Map<string, { readonly direction: Direction; readonly text: string }>
}

/** The source of api-types.ts, whole, as `npm run format` leaves it. */
export function renderApiTypes(document: OpenApiDocument): string {
  const components: Components = {
    schemas: asObject(document.components.schemas, 'components'),
    declared: new Map(),
  }
  const types: string[] = []
  const routes: string[] = []
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      // The client reads answers whole, which a stream never is.
      if (isStream(operation)) continue
      const { operationId, summary } = operation
      const type = operationType(operation, components)
      types.push(`${comment(summary)} readonly ${operationId}: ${type}`)
      routes.push(`${operationId}: { method: '${method.toUpperCase()}', path: '${path}' },`)
    }
  }
  return format(`
    // Written by scripts/write-api-types.ts from the server’s description of its API: change that.
    /* oxlint-disable max-lines */

    ${Array.from(components.declared.values(), ({ text }) => text).join('\n\n')}

    /** What each operation takes, and what it answers on success. */
    export interface Operations {
      ${types.join('\n\n')}
    }

    export type OperationId = keyof Operations

    export interface ApiRoute {
      readonly method: string
      /** With parameters in braces. */
      readonly path: string
    }

    export const routes: Readonly<Record<OperationId, ApiRoute>> = {
      ${routes.join('\n')}
    }
  `)
}

function isStream({ responses }: Operation): boolean {
  return Object.values(responses).some(({ content = {} }) => 'text/event-stream' in content)
}

function operationType(operation: Operation, components: Components): string {
  const { operationId, parameters = [], requestBody, responses } = operation
  const request = (name: string): Context => {
    return { place: `${operationId}.${name}`, direction: 'request', components }
  }
  const members: string[] = []
  for (const [name, where] of [['params', 'path'] as const, ['query', 'query'] as const]) {
    const among = parameters.filter((parameter) => parameter.in === where)
    if (among.length === 0) continue
    const isRequired = among.some(({ required }) => required)
    members.push(member(name, { isRequired, schema: objectOf(among) }, request(name)))
  }
  if (requestBody !== undefined) {
    const isRequired = requestBody.required === true
    const schema = jsonSchema(requestBody, operationId)
    members.push(member('body', { isRequired, schema }, request('body')))
  }
  const [success, ...others] = Object.keys(responses).filter((status) => status.startsWith('2'))
  const answer: Context = { place: `${operationId}.answer`, direction: 'answer', components }
  if (success === undefined || others.length > 0) throw unknown(answer, 'none or several of 2xx')
  const schema = jsonSchema(responses[success], operationId)
  members.push(member('answer', { isRequired: true, schema }, answer))
  return `{ ${members.join('\n')} }`
}

function objectOf(parameters: readonly Parameter[]): Schema {
  const properties = parameters.map(({ name, description, schema }) => {
    return [name, { ...asObject(schema, name), description }] as const
  })
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name)
  return { type: 'object', required, properties: Object.fromEntries(properties) }
}

function jsonSchema(holder: unknown, place: string): unknown {
  const content = asObject(asObject(holder, place).content, place)
  return asObject(content['application/json'], place).schema
}

const primitives: ReadonlyMap<unknown, string> = new Map([
  [undefined, 'unknown'],
  ['string', 'string'],
  ['integer', 'number'],
  ['number', 'number'],
  ['boolean', 'boolean'],
  ['null', 'null'],
])

function typeOf(value: unknown, context: Context): string {
  const schema = asObject(value, context.place)
  const { $ref, anyOf, enum: values, type } = schema
  if (typeof $ref === 'string') {
    allowOnly(schema, ['$ref'], context)
    return referenceType($ref.replace('#/components/schemas/', ''), context)
  }
  if (Array.isArray(anyOf)) {
    allowOnly(schema, ['anyOf'], context)
    return anyOf.map((choice) => typeOf(choice, context)).join(' | ')
  }
  if (Array.isArray(values)) {
    allowOnly(schema, ['enum', 'type'], context)
    return values.map((choice) => JSON.stringify(choice)).join(' | ')
  }
  if (type === 'object') return objectType(schema, context)
  if (type === 'array') {
    allowOnly(schema, ['type', 'items'], context)
    return `readonly (${typeOf(schema.items, inside(context, '[]'))})[]`
  }
  allowOnly(schema, ['type'], context)
  const primitive = primitives.get(type)
  if (primitive === undefined) throw unknown(context, `type ${JSON.stringify(type)}`)
  return primitive
}

function referenceType(name: string, context: Context): string {
  const { components, direction } = context
  const { schemas, declared } = components
  const earlier = declared.get(name)
  if (earlier !== undefined) {
    if (earlier.direction === direction) return name
    throw unknown(context, `${name} both in a request and in an answer`)
  }
  // Set before its members are written, which may lead back here.
  declared.set(name, { direction, text: '' })
  const schema = asObject(schemas[name], name)
  const type = typeOf(schema, { ...context, place: name })
  const text = `${comment(schema.description)} export type ${name} = ${type}`
  declared.set(name, { direction, text })
  return name
}

function objectType(schema: Schema, context: Context): string {
  const { properties, patternProperties, required = [], additionalProperties = false } = schema
  if (patternProperties !== undefined) {
    allowOnly(schema, ['type', 'patternProperties'], context)
    const { '^.*$': values, ...others } = asObject(patternProperties, context.place)
    if (Object.keys(others).length > 0) throw unknown(context, 'patternProperties')
    return `Readonly<Record<string, ${typeOf(values, inside(context, '.*'))}>>`
  }
  if (properties === undefined) {
    allowOnly(schema, ['type'], context)
    // What is sent may be of an interface, which is no record; what comes is to be looked into.
    return context.direction === 'request' ? 'object' : 'Readonly<Record<string, unknown>>'
  }
  allowOnly(schema, ['type', 'properties', 'required', 'additionalProperties'], context)
  if (additionalProperties !== false) throw unknown(context, 'additionalProperties')
  const members = Object.entries(asObject(properties, context.place)).map(([name, property]) => {
    const isRequired = Array.isArray(required) && required.includes(name)
    const { description } = asObject(property, `${context.place}.${name}`)
    const text = member(name, { isRequired, schema: property }, inside(context, `.${name}`))
    return `${comment(description)} ${text}`
  })
  return `{ ${members.join('\n')} }`
}

function member(
  name: string,
  { isRequired, schema }: { readonly isRequired: boolean; readonly schema: unknown },
  context: Context,
): string {
  const type = typeOf(schema, context)
  if (isRequired) return `readonly ${name}: ${type}`
  // Undefined is as good as left out in what is sent, and never comes in what is received.
  return `readonly ${name}?: ${type}${context.direction === 'request' ? ' | undefined' : ''}`
}

/** Keywords that only document, or narrow values in a way for which TypeScript has no type. */
const untyped =
  'title description examples format pattern minLength maxLength minimum maximum minItems maxItems uniqueItems minProperties maxProperties propertyNames'

function allowOnly(schema: Schema, keywords: readonly string[], context: Context): void {
  const known = new Set([...untyped.split(' '), ...keywords])
  const strangers = Object.keys(schema).filter((keyword) => !known.has(keyword))
  if (strangers.length > 0) throw unknown(context, strangers.join(', '))
}

function asObject(value: unknown, place: string): Schema {
  if (typeof value === 'object' && value !== null) return { ...value }
  throw new Error(`${place}: an object should stand where ${JSON.stringify(value)} does`)
}

function inside(context: Context, step: string): Context {
  return { ...context, place: context.place + step }
}

function unknown({ place }: Context, what: string): Error {
  return new Error(`${place} has ${what}: scripts/write-api-types.ts knows no type for that`)
}

function comment(text: unknown): string {
  return typeof text === 'string' ? `/** ${text.replaceAll('*/', '*\\/')} */\n` : ''
}

function format(source: string): string {
  const oxfmt = join(root, 'node_modules/oxfmt/bin/oxfmt')
  const args = [oxfmt, `--stdin-filepath=${apiTypesPath}`]
  return execFileSync(process.execPath, args, { cwd: root, input: source, encoding: 'utf8' })
}

if (import.meta.main) writeFileSync(apiTypesPath, renderApiTypes(describeApi()))
