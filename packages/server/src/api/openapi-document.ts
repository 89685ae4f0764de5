import type { TSchema } from 'typebox'
import { RequestError, type ErrorCode } from '../domain/errors.ts'
import type { Route } from '../http/route.ts'
import type { Surface } from '../http/surface.ts'
import { createComponents, type Components, type JsonObject } from './openapi-components.ts'

export interface OpenApiDocument extends JsonObject {
  readonly openapi: string
  readonly info: {
    readonly title: string
    readonly version: string
    readonly description: string
    readonly license: { readonly name: string; readonly identifier: string }
  }
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: JsonObject
}

export interface Operation extends JsonObject {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: JsonObject
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: JsonObject }>
  >
}

export interface Parameter extends JsonObject {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly description?: string
  readonly schema: unknown
}

/** OpenAPI 3.1, made of the very schemas that check the requests. */
export function createOpenApiDocument(surface: Surface, version: string): OpenApiDocument {
  const components = createComponents()
  const paths: Record<string, Record<string, Operation>> = {}
  const tags = new Set<string>()
  for (const route of surface.routes) {
    const operations = (paths[route.path] ??= {})
    operations[route.method.toLowerCase()] = operationOf(route, surface, components)
    tags.add(route.tag)
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Posthorn',
      version,
      description:
        'Publish events; Posthorn delivers each one, signed, to every webhook that wants it.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // Relative to where this document is fetched from.
    servers: [{ url: '/' }],
    tags: Array.from(tags, (name) => ({ name })),
    paths,
    components: {
      schemas: components.schemas(),
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key.' } },
    },
  }
}

function operationOf(route: Route, surface: Surface, components: Components): Operation {
  const { description, body, scope, portal, answer } = route
  const parameters = [...pathParameters(route), ...queryParameters(route, components)]
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(description === undefined ? {} : { description }),
    security: scope === null ? [] : [{ apiKey: [] }, ...(route.keyIsOptional ? [{}] : [])],
    ...(scope === null ? {} : { 'x-scope': scope }),
    ...(portal === undefined ? {} : { 'x-portal-capability': portal }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: route.bodyIsOptional !== true,
            content: jsonContent(body, components),
          },
        }),
    responses: {
      [answer.status]: {
        description: answer.description,
        content: {
          [answer.contentType ?? 'application/json']: {
            schema: components.reference(answer.schema),
            ...(answer.example === undefined ? {} : { example: answer.example }),
          },
        },
      },
      ...errorResponses(route, surface, components),
    },
  }
}

function pathParameters({ path, params }: Route): Parameter[] {
  const descriptions: Readonly<Record<string, string>> = params ?? {}
  return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => {
    const description = descriptions[name]
    return {
      name,
      in: 'path',
      required: true,
      ...(description === undefined ? {} : { description }),
      schema: { type: 'string' },
    }
  })
}

function queryParameters({ query }: Route, components: Components): Parameter[] {
  if (query === undefined) return []
  const required: readonly string[] = query.required ?? []
  return Object.entries(query.properties).map(([name, schema]) => {
    const { description, ...rest } = components.reference(schema)
    return {
      name,
      in: 'query',
      required: required.includes(name),
      ...(typeof description === 'string' ? { description } : {}),
      schema: rest,
    }
  })
}

const reasons: Record<ErrorCode, string> = {
  validation_error: 'Something in the request is wrong; `field` says where.',
  unauthorized: 'The API key is missing, unknown, expired or revoked.',
  forbidden: 'The API key is not good for this.',
  not_found: 'There is no such thing, or not in this key’s workspace.',
  method_not_allowed: 'The path does not know this method.',
  conflict: 'It contradicts what is there.',
  payload_too_large: 'The body is too large.',
  unsupported_media_type: 'The body is not declared as JSON.',
  rate_limited: 'Too many requests; `Retry-After` says when to go on.',
  internal_error: 'A fault of the server.',
  unavailable: 'The server cannot do it now; `Retry-After` says when to try again.',
}

function errorResponses(
  route: Route,
  surface: Surface,
  components: Components,
): Record<string, { description: string; content: JsonObject }> {
  const byStatus = new Map<number, string[]>()
  for (const code of codesOf(route)) {
    const { status } = surface.renderError(new RequestError(code, reasons[code]))
    byStatus.set(status, [...(byStatus.get(status) ?? []), reasons[code]])
  }
  const content = jsonContent(surface.errorSchema, components)
  return Object.fromEntries(
    Array.from(byStatus, ([status, texts]) => [status, { description: texts.join(' '), content }]),
  )
}

function codesOf({ scope, path, body, query, refusals = [] }: Route): Set<ErrorCode> {
  const codes = new Set<ErrorCode>(refusals)
  if (scope !== null) codes.add('unauthorized').add('forbidden').add('rate_limited')
  if (query !== undefined || body !== undefined) codes.add('validation_error')
  // Whatever a request names may be missing: what its path says, or its workspace.
  if (query !== undefined || body !== undefined || path.includes('{')) codes.add('not_found')
  if (body !== undefined) codes.add('payload_too_large').add('unsupported_media_type')
  return codes.add('internal_error').add('unavailable')
}

function jsonContent(schema: TSchema, components: Components): JsonObject {
  return { 'application/json': { schema: components.reference(schema) } }
}
