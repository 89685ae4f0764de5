import type { Signature } from '@posthorn/sdk/client'
import { digestOf, isNamed, isTimed, type Language, lines, quote, toleranceS } from './snippet.ts'

export const nodeSnippet: Language = {
  name: 'Node.js',
  render(scheme) {
    const digest = digestOf(scheme)
    if (digest === null) return null
    const { header, encoding, prefix, separator, key } = scheme
    return lines(
      "import { createHmac, timingSafeEqual } from 'node:crypto'",
      '',
      '// body: the raw bytes of the request, before anything parses them',
      'export function isGenuine(body, headers, secret) {',
      `  const header = headers[${quote(header.toLowerCase())}] ?? ''`,
      `  const entries = ${separator === null ? '[header]' : `header.split(${quote(separator)})`}`,
      ...signedLines(scheme),
      key === 'whsec' ? "  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')" : null,
      `  const expected = createHmac('${digest}', ${key === 'whsec' ? 'key' : 'secret'})`,
      isTimed(scheme) ? '    .update(signed)' : null,
      '    .update(body)',
      '    .digest()',
      '  return entries.some((entry) => {',
      prefix === '' ? null : `    if (!entry.startsWith(${quote(prefix)})) return false`,
      `    const given = Buffer.from(entry.slice(${prefix.length}), '${encoding}')`,
      '    return given.length === expected.length && timingSafeEqual(given, expected)',
      '  })',
      '}',
    )
  },
}

function signedLines(scheme: Signature): (string | null)[] {
  if (!isTimed(scheme)) return []
  const { id_header: id, timestamp_header: timestamp, timestamp_prefix: prefix } = scheme
  return [
    isNamed(scheme) ? `  const id = headers[${quote((id ?? '').toLowerCase())}] ?? ''` : null,
    timestamp === null
      ? `  const timestamp = entries.find((entry) => entry.startsWith(${quote(prefix ?? '')}))?.slice(${prefix?.length ?? 0}) ?? ''`
      : `  const timestamp = headers[${quote(timestamp.toLowerCase())}] ?? ''`,
    `  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= ${toleranceS})) return false`,
    `  const signed = \`${isNamed(scheme) ? '${id}.' : ''}\${timestamp}.\``,
  ]
}
