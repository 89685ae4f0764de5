import { RequestError, type SchemaMisfit } from '../domain/errors.ts'
import { scanJson } from '../domain/json/scan-json.ts'
import { errorOfJsonFault } from './json-fault-error.ts'

const maxDepth = 64

/**
 * The value of a JSON body. Refuses what parsers disagree about: duplicate keys, numbers that no
 * double holds, depth without end. Throws `validation_error`.
 */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) {
    throw new RequestError('validation_error', 'The body is empty. Send a JSON object.', {
      misfits: [missingBody],
    })
  }
  const scan = scanJson(bytes, { maxDepth })
  if (!scan.ok) throw errorOfJsonFault(scan.fault)
  return JSON.parse(bytes.toString('utf8'))
}

const missingBody: SchemaMisfit = {
  part: 'body',
  path: [],
  keyword: 'required',
  params: {},
  problem: 'is missing',
}

/** Throws `unsupported_media_type` unless the header names JSON. */
export function assertJsonContentType(contentType: string | undefined): void {
  if (contentType === 'application/json') return
  if (
    contentType !== undefined &&
    /^application\/(?:[\w.!#$&^-]+\+)?json\s*(?:;|$)/i.test(contentType)
  ) {
    return
  }
  throw new RequestError(
    'unsupported_media_type',
    'The body has to be JSON. Send it with the header "Content-Type: application/json".',
  )
}
