import { single, type FieldKind } from '../../config/field-kind.ts'
import { isHeaderName, isKeptByHttp } from '../../domain/header-names.ts'

export function isFreeHeader(name: string): boolean {
  return isHeaderName(name) && !isKeptByHttp(name.toLowerCase())
}

export const headerName: FieldKind<string> = single({
  allowed: 'the name of a header such as X-Acme-Signature, and none that every request has',
  accept: (value) => (typeof value === 'string' && isFreeHeader(value) ? value : undefined),
})

/** Printable ASCII without spaces at its ends: what a header may carry as it is. */
export const headerText: FieldKind<string> = single({
  allowed: 'printable ASCII text of at most 100 characters, without spaces at its ends',
  accept: (value) =>
    typeof value === 'string' && /^[!-~](?:[ -~]{0,98}[!-~])?$/.test(value) ? value : undefined,
})
