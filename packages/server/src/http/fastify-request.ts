import type { ApiKey } from '../domain/api-key.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The key that asks, once a route that needs one has let it through. */
    apiKey: ApiKey | null
  }
}
