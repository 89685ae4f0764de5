import { RequestError } from '../domain/errors.ts'
import { describeJsonFault } from '../domain/json/describe-json-fault.ts'
import type { JsonFault, JsonPath } from '../domain/json/json-fault.ts'
import { formatPath } from '../domain/json/json-path.ts'

/**
 * What the scanner found, as a refusal.
 *
 * @param at - where the scanned value stands in the request, for a fault whose path begins there
 */
export function errorOfJsonFault(fault: JsonFault, at: JsonPath = []): RequestError {
  if (!('path' in fault)) {
    const misfits = [{ ...notJson, path: [fault.offset] }]
    return new RequestError('validation_error', describeJsonFault(fault), { misfits })
  }
  const path = [...at, ...fault.path]
  const message = describeJsonFault({ ...fault, path })
  return new RequestError(
    'validation_error',
    message,
    path.length === 0 ? {} : { field: formatPath(path) },
  )
}

const notJson = { part: 'body', keyword: 'json', params: {}, problem: 'is not JSON' } as const
