import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'
import type { KeyScope } from '../domain/api-key.ts'
import type { Caller } from '../domain/caller.ts'
import type { ErrorCode } from '../domain/errors.ts'
import type { PortalCapability } from '../domain/portal-link.ts'
import type { ManagementContext } from '../management/management-context.ts'
import type { PreparedJson } from './prepared-json.ts'
import type { Surface } from './surface.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One endpoint: what checks its requests, what documents it and what answers it. */
export interface Route extends Omit<
  RouteSpec<string, KeyScope | null, TObject, TSchema, TSchema>,
  'handle'
> {
  handle(call: Call, context: ManagementContext): Promise<unknown>
}

export interface RouteSpec<
  Path extends string,
  Scope extends KeyScope | null,
  Query extends TObject,
  Body extends TSchema,
  Answer extends TSchema,
> {
  readonly method: Method
  /** From the root, parameters in braces: `/v1/webhooks/{id}`. */
  readonly path: Path
  /** The name of the operation in the OpenAPI document, in camel case. */
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  /** What the key has to be good for; null: no key is needed. */
  readonly scope: Scope
  /** What the session of a portal has to be good for; without it, the route is not for portals. */
  readonly portal?: PortalCapability
  /** True: whoever sends none is let through too, and `call.request.caller` is then null. */
  readonly keyIsOptional?: boolean
  /** What each parameter in the path is. */
  readonly params?: Readonly<Record<ParamName<Path>, string>>
  /** Query values are text: integers and booleans are read as this schema declares them. */
  readonly query?: Query
  /** JSON that is scanned, parsed and checked before `handle` is called. */
  readonly body?: Body
  /** `documented`: `body` only documents, and `handle` reads `rawBody` by itself. */
  readonly bodyCheck?: 'checked' | 'documented'
  /** True: a request without a body is fine, and `call.body` is then undefined. */
  readonly bodyIsOptional?: boolean
  readonly maxBodyBytes?: number
  readonly answer: RouteAnswer<Answer>
  /** The refusals that are special to this route; those that any route may give are left out. */
  readonly refusals?: readonly ErrorCode[]
  handle(
    call: Call<
      PathParams<Path>,
      Static<Query>,
      Static<Body>,
      Scope extends KeyScope ? Caller : null
    >,
    context: ManagementContext,
  ): Promise<Static<Answer> | PreparedJson>
}

export interface RouteAnswer<Answer extends TSchema> {
  readonly status: number
  readonly description: string
  /** JSON unless told. */
  readonly contentType?: 'text/event-stream'
  readonly schema: Answer
  readonly example?: unknown
}

/** One request, checked. */
export interface Call<Params = unknown, Query = unknown, Body = unknown, Key = Caller | null> {
  /** Who asks; null where the route's scope is. */
  readonly caller: Key
  /** Where the route is mounted: profiles that are made of one another share their routes. */
  readonly surface: Surface
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** The body in the bytes that came; empty when there was none. */
  readonly rawBody: Buffer
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

export type ParamName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamName<Rest>
  : never

export type PathParams<Path extends string> = Readonly<Record<ParamName<Path>, string>>

/** Ties the type of `handle` to the schemas that check its requests. */
export function defineRoute<
  const Path extends string,
  const Scope extends KeyScope | null,
  Query extends TObject = TObject,
  Body extends TSchema = TSchema,
  Answer extends TSchema = TSchema,
>(spec: RouteSpec<Path, Scope, Query, Body, Answer>): Route {
  // A mounted route calls `handle` only with what its own schemas have accepted.
  return spec as unknown as Route
}
