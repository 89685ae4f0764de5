import type { FastifyInstance } from 'fastify'
import { RequestError } from '../domain/errors.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/**
 * Answers every other method of the paths that `app` knows with 405 and `Allow`. Call it before the
 * first route is added, so that it hears of all of them, and {@link MethodGuard.mount} after the last.
 */
export interface MethodGuard {
  mount(): void
}

export function createMethodGuard(app: FastifyInstance): MethodGuard {
  const allowed = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = allowed.get(url) ?? new Set()
    for (const name of [method].flat()) known.add(name)
    allowed.set(url, known)
  })
  return {
    mount() {
      // Adding routes calls the hook again, so the paths are taken down first.
      for (const [url, known] of Array.from(allowed)) {
        const allow = methods.filter((method) => known.has(method)).join(', ')
        app.route({
          method: methods.filter((method) => !known.has(method)),
          url,
          handler: (request, reply) => {
            reply.header('Allow', allow)
            throw new RequestError(
              'method_not_allowed',
              `${request.method} is not allowed here. Use ${allow}.`,
            )
          },
        })
      }
    },
  }
}
