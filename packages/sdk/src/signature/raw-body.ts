/** The bytes of a request as they came: what `express.raw`, `request.text()` and the like give. */
export type RawBody = string | Uint8Array

/**
 * A copy of the body's bytes, so that a buffer that is reused while the signature is computed
 * cannot change what was signed.
 */
export function bytesOf(body: RawBody): Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof Uint8Array) return new Uint8Array(body)
  throw new TypeError(
    `The body must be the raw bytes of the request (a string or Uint8Array), not ${describe(body)}: ` +
      'a body that was parsed and written anew has another signature',
  )
}

function describe(body: unknown): string {
  if (body === null || body === undefined) return String(body)
  return typeof body === 'object' ? 'an object that is already parsed' : `a ${typeof body}`
}
