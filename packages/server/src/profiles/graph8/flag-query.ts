import { RequestError } from '../../domain/errors.ts'

/** What Pydantic reads as a boolean, in upper or lower case. */
const spellings = new Map([
  ...['true', '1', 'yes', 'on', 't', 'y'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off', 'f', 'n'].map((word) => [word, false] as const),
])

/**
 * The flag that a query has under this name; undefined when it has none. Of several the last one
 * counts. Throws `validation_error` for what is no flag.
 */
export function readFlag(
  query: Readonly<Record<string, unknown>>,
  name: string,
): boolean | undefined {
  const text = [query[name]].flat().at(-1)
  if (text === undefined) return undefined
  const flag = typeof text === 'string' ? spellings.get(text.toLowerCase()) : undefined
  if (flag !== undefined) return flag
  const problem = 'has to be true or false'
  throw new RequestError('validation_error', `\`${name}\` ${problem}.`, {
    field: name,
    misfits: [
      { part: 'query', path: [name], keyword: 'type', params: { type: 'boolean' }, problem },
    ],
  })
}
