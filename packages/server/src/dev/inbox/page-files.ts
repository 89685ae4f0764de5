import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'

const files = [
  { url: '/inbox', name: 'inbox.html', type: 'text/html; charset=utf-8' },
  { url: '/inbox/inbox.css', name: 'inbox.css', type: 'text/css; charset=utf-8' },
  { url: '/inbox/inbox.js', name: 'inbox.js', type: 'text/javascript; charset=utf-8' },
  { url: '/inbox/format-json.js', name: 'format-json.js', type: 'text/javascript; charset=utf-8' },
  { url: '/inbox/icon.svg', name: 'icon.svg', type: 'image/svg+xml' },
] as const

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

export function registerPageFiles(app: FastifyInstance): void {
  for (const { url, name, type } of files) {
    const content = readFileSync(join(import.meta.dirname, 'page', name))
    app.get(url, (_request, reply) => reply.headers(headers).type(type).send(content))
  }
}
