import { RequestError } from '../domain/errors.ts'
import type { JsonFault, JsonPath } from '../domain/json/json-fault.ts'
import { maxNumberDigits } from '../domain/json/json-fault.ts'
import { formatPath } from '../domain/json/json-path.ts'

/**
 * What the scanner found, as a refusal.
 *
 * @param at - where the scanned value stands in the request, for a fault whose path begins there
 */
export function errorOfJsonFault(fault: JsonFault, at: JsonPath = []): RequestError {
  if (fault.kind === 'encoding') {
    return new RequestError(
      'validation_error',
      `The body is not UTF-8 at byte ${fault.offset}. Send JSON in UTF-8, without a byte order mark.`,
    )
  }
  if (fault.kind === 'syntax') {
    return new RequestError(
      'validation_error',
      `The body is not valid JSON: at byte ${fault.offset} it should have ${fault.expected}.`,
    )
  }
  const field = formatPath([...at, ...fault.path])
  const subject = field === '' ? 'The body' : `\`${field}\``
  const message = `${subject} ${problemOf(fault)}.`
  return new RequestError('validation_error', message, field === '' ? {} : { field })
}

function problemOf(fault: Exclude<JsonFault, { kind: 'encoding' | 'syntax' }>): string {
  switch (fault.kind) {
    case 'duplicate_key':
      return 'stands there twice: a key may occur once in an object'
    case 'nesting':
      return `is nested too deeply: ${fault.maxDepth} levels are allowed`
    case 'number':
      return fault.reason === 'range'
        ? 'is a number that no double can hold: send it as a string'
        : `is a number with more than ${maxNumberDigits} digits: send it as a string`
    case 'surrogate':
      return 'has half of a surrogate pair, which is no character'
    case 'shape':
      return fault.found === 'missing'
        ? 'is missing'
        : `has to be an ${fault.expected}, not ${fault.found}`
    case 'too_many_items':
      return `has to have at most ${fault.maxItems} items`
  }
}
