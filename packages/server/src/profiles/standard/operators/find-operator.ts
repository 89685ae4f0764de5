import type { Operator } from '../../../domain/operator.ts'
import { parsePublicId } from '../../../http/public-ids.ts'
import { notFound } from '../../../http/workspace-access.ts'
import type { Catalog } from '../../../engine/catalog.ts'

/** Throws `not_found`. */
export function findOperator(catalog: Catalog, publicId: string): Operator {
  const id = parsePublicId('operator', publicId)
  const operator = id === null ? undefined : catalog.operator(id)
  if (operator === undefined) throw notFound('operator')
  return operator
}
