import { RequestError } from '../../domain/errors.ts'
import { isPrintable } from '../printable.ts'

export const longestOperatorName = 100

/** Throws `validation_error`. */
export function assertOperatorName(name: string): void {
  if (isPrintable(name, longestOperatorName) && name === name.trim()) return
  throw new RequestError(
    'validation_error',
    `\`name\` has to be 1 to ${longestOperatorName} printable characters, without spaces around them.`,
    { field: 'name' },
  )
}

export function nameTaken(): RequestError {
  return new RequestError('conflict', 'There is an operator of this name. Choose another.', {
    field: 'name',
  })
}
