import type { Caller } from '../domain/caller.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, once a route that needs one has let it through. */
    caller: Caller | null
  }
}
