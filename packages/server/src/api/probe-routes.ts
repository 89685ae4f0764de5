import type { FastifyInstance } from 'fastify'
import type { Role } from '../config/settings.ts'

export interface Readiness {
  /** Why the server should get no requests, in plain words; empty while it should. */
  readonly reasonsAgainst: () => readonly string[]
  /** What has happened to a commit when it is acknowledged. */
  readonly durability: string
  readonly role: Role
}

/** `/livez`: the process runs. `/readyz`: requests are welcome, or why not. */
export function addProbeRoutes(
  app: FastifyInstance,
  { reasonsAgainst, durability, role }: Readiness,
): void {
  app.get('/livez', (_request, reply) => reply.send({ status: 'ok' }))
  app.get('/readyz', (_request, reply) => {
    const reasons = reasonsAgainst()
    if (reasons.length === 0) return reply.send({ status: 'ok', role, durability })
    return reply.code(503).send({ status: 'unavailable', role, reasons })
  })
}
