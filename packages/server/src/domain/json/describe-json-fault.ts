import { type JsonFault, maxNumberDigits } from './json-fault.ts'
import { formatPath } from './json-path.ts'

/** A sentence for whoever sent the JSON. Keys are all of its content that the sentence repeats. */
export function describeJsonFault(fault: JsonFault): string {
  switch (fault.kind) {
    case 'encoding':
      return `The body must be UTF-8 without a byte order mark; byte ${fault.offset} is not.`
    case 'syntax':
      return `The body is not valid JSON: expected ${fault.expected} at byte ${fault.offset}.`
    case 'duplicate_key':
      return `${placeOf(fault.path)} stands twice in the same object.`
    case 'nesting':
      return `${placeOf(fault.path)} is nested deeper than ${fault.maxDepth} levels.`
    case 'number':
      return fault.reason === 'range'
        ? `${placeOf(fault.path)} is beyond the range of a double; send it as a string.`
        : `${placeOf(fault.path)} has more than ${maxNumberDigits} digits; send it as a string.`
    case 'surrogate':
      return `${placeOf(fault.path)} has half of a surrogate pair at byte ${fault.offset}, which UTF-8 cannot carry.`
    case 'shape':
      return fault.found === 'missing'
        ? `${placeOf(fault.path)} is required and must be an ${fault.expected}.`
        : `${placeOf(fault.path)} must be an ${fault.expected}.`
    case 'too_many_items':
      return `${placeOf(fault.path)} may hold at most ${fault.maxItems} items.`
  }
}

function placeOf(path: readonly (string | number)[]): string {
  return path.length === 0 ? 'The JSON value' : `\`${formatPath(path)}\``
}
