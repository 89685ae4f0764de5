import type { SignatureScheme, SignedPart } from '@posthorn/sdk'
import type { Signature } from '@posthorn/sdk/client'

const keys = { utf8: 'utf-8', whsec: 'whsec', whsk: 'whpk' } as const

/** A scheme of a profile, as the SDK's `verify` takes it. */
export function sdkSchemeOf(signature: Signature): SignatureScheme {
  const { header, algorithm, key, encoding, prefix, separator } = signature
  return {
    name: header,
    algorithm,
    key: keys[key],
    content: partsOf(signature),
    header,
    encoding,
    prefix,
    ...(separator === null ? {} : { separator }),
  }
}

function partsOf(signature: Signature): SignedPart[] {
  const { content, id_header: idHeader, timestamp_header: timestampHeader } = signature
  const parts: SignedPart[] = [{ part: 'body' }]
  if (content !== 'body') {
    parts.unshift(
      timestampHeader === null
        ? { part: 'timestamp', entryPrefix: signature.timestamp_prefix ?? '' }
        : { part: 'timestamp', header: timestampHeader },
    )
  }
  if (content === 'id.timestamp.body') parts.unshift({ part: 'id', header: idHeader ?? '' })
  return parts
}

/** The same as source, as somebody would write it. */
export function sdkSchemeLiteral(signature: Signature): string {
  const { content, ...rest } = sdkSchemeOf(signature)
  const fields = Object.entries(rest).map(([name, value]) => `  ${name}: ${literal(value)},`)
  const parts = content.map((part) => `    ${inline(part)},`)
  return ['{', ...fields, '  content: [', ...parts, '  ],', '}'].join('\n')
}

function inline(part: SignedPart): string {
  const fields = Object.entries(part).map(([name, value]) => `${name}: ${literal(value)}`)
  return `{ ${fields.join(', ')} }`
}

function literal(text: unknown): string {
  return `'${String(text).replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
