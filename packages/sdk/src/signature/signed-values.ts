import { type HeaderSource, readHeader } from './header-source.ts'
import type { SignatureScheme } from './signature-scheme.ts'
import { type Refused, refuse } from './verification.ts'

/** A signed value as it was sent, and the header that it came in. */
export interface SignedValue {
  readonly text: string
  readonly header: string
}

export interface SignedValues {
  readonly id?: SignedValue
  readonly timestamp?: SignedValue
}

/** The only spellings taken: what is checked is then exactly what was signed. */
export const signedValueForms: Readonly<Record<'id' | 'timestamp', RegExp>> = {
  id: /^[\x21-\x7e]+$/,
  timestamp: /^(?:0|[1-9][0-9]{0,11})$/,
}

/** Reads what the scheme signs besides the body. `entries` are those of the signature header. */
export function readSignedValues(
  scheme: SignatureScheme,
  headers: HeaderSource,
  entries: readonly string[],
): SignedValues | Refused {
  let values: SignedValues = {}
  for (const place of scheme.content) {
    const { part } = place
    if (part === 'body') continue
    const header = 'header' in place ? place.header : scheme.header
    const text =
      'header' in place ? readHeader(headers, header) : readEntry(entries, place.entryPrefix)
    if (text === undefined) {
      return refuse('missing_header', header, `The ${part} in the header ${header} is missing`)
    }
    if (!signedValueForms[part].test(text)) {
      return refuse('malformed_header', header, `The ${part} in the header ${header} is malformed`)
    }
    values = { ...values, [part]: { text, header } }
  }
  return values
}

function readEntry(entries: readonly string[], prefix: string): string | undefined {
  return entries.find((entry) => entry.startsWith(prefix))?.slice(prefix.length)
}
