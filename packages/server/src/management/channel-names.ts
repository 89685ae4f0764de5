import { RequestError } from '../domain/errors.ts'
import { isPrintable } from './printable.ts'

export const mostChannels = 10
export const longestChannel = 64

/** The channels, each once. Throws `validation_error` for too many and for names that are none. */
export function channelNames(given: readonly string[], field = 'channels'): string[] {
  if (given.length > mostChannels) {
    throw new RequestError(
      'validation_error',
      `\`${field}\` has to have at most ${mostChannels} names.`,
      { field },
    )
  }
  given.forEach((name, index) => {
    if (isPrintable(name, longestChannel)) return
    throw new RequestError(
      'validation_error',
      `A channel's name has to have 1 to ${longestChannel} printable characters.`,
      { field: `${field}[${index}]` },
    )
  })
  return [...new Set(given)]
}
