import { RequestError, type SchemaMisfit } from '../../domain/errors.ts'

/** A fault of a field of the body. `problem` follows its name: `is missing`. */
export function misfit(path: SchemaMisfit['path'], problem: string): SchemaMisfit {
  return { part: 'body', path, keyword: 'endgrate', params: {}, problem }
}

/** Throws `validation_error` when there is a fault. */
export function assertFits(misfits: readonly SchemaMisfit[]): void {
  const [first] = misfits
  if (first === undefined) return
  const field = first.path.join('.')
  throw new RequestError('validation_error', `\`${field}\` ${first.problem}.`, { field, misfits })
}
