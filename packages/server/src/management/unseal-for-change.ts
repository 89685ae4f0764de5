import { RequestError } from '../domain/errors.ts'
import type { Sealer } from '../domain/sealer.ts'
import type { SealedText } from '../domain/sealed-texts.ts'

/**
 * What is kept of a field that a request changes in part. Throws `conflict` when no master key
 * unseals it: then it can only be taken away whole.
 */
export function unsealForChange(
  sealer: Sealer,
  { sealed, boundTo, field }: SealedText & { readonly field: string },
): string {
  try {
    return sealer.unseal(sealed, boundTo)
  } catch (cause) {
    throw new RequestError(
      'conflict',
      `What is kept as \`${field}\` cannot be unsealed any more. Set it to null, and then anew.`,
      { field, cause },
    )
  }
}
