import type { FastifyReply } from 'fastify'

declare const prepared: unique symbol

/** An answer that is JSON text already, where objects would cost time or change numbers. */
export type PreparedJson = string & { readonly [prepared]: true }

export function prepareJson(reply: FastifyReply, text: string): PreparedJson {
  reply.header('Content-Type', 'application/json; charset=utf-8')
  // The brand is made here alone, beside the header that belongs to it.
  return text as PreparedJson
}
