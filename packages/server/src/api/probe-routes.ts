import type { FastifyInstance } from 'fastify'

/** Why the server should get no requests, in plain words; empty while it should. */
export type ReadinessProbe = () => readonly string[]

/** `/livez`: the process runs. `/readyz`: requests are welcome, or why not. */
export function addProbeRoutes(app: FastifyInstance, reasonsAgainst: ReadinessProbe): void {
  app.get('/livez', (_request, reply) => reply.send({ status: 'ok' }))
  app.get('/readyz', (_request, reply) => {
    const reasons = reasonsAgainst()
    if (reasons.length === 0) return reply.send({ status: 'ok' })
    return reply.code(503).send({ status: 'unavailable', reasons })
  })
}
