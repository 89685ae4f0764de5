import type { Signature } from '@posthorn/sdk/client'
import { digestOf, isNamed, isTimed, type Language, lines, quote, toleranceS } from './snippet.ts'

export const pythonSnippet: Language = {
  name: 'Python',
  render(scheme) {
    const digest = digestOf(scheme)
    if (digest === null) return null
    const { header, encoding, prefix, separator, key } = scheme
    const needsBase64 = encoding === 'base64' || key === 'whsec'
    return lines(
      needsBase64 ? 'import base64' : null,
      'import hashlib',
      'import hmac',
      isTimed(scheme) ? 'import time' : null,
      '',
      '',
      'def is_genuine(body: bytes, headers, secret: str) -> bool:',
      '    # body: the raw bytes of the request, before anything parses them',
      `    header = headers.get(${quote(header)}, "")`,
      `    entries = ${separator === null ? '[header]' : `header.split(${quote(separator)})`}`,
      ...signedLines(scheme),
      key === 'whsec'
        ? '    key = base64.b64decode(secret.removeprefix("whsec_"))'
        : '    key = secret.encode()',
      `    digest = hmac.new(key, ${isTimed(scheme) ? 'signed + body' : 'body'}, hashlib.${digest})`,
      encoding === 'hex'
        ? `    expected = ${prefixed(prefix)}digest.hexdigest()`
        : `    expected = ${prefixed(prefix)}base64.b64encode(digest.digest()).decode()`,
      '    return any(hmac.compare_digest(entry.encode(), expected.encode()) for entry in entries)',
    )
  },
}

function prefixed(prefix: string): string {
  return prefix === '' ? '' : `${quote(prefix)} + `
}

function signedLines(scheme: Signature): (string | null)[] {
  if (!isTimed(scheme)) return []
  const { id_header: id, timestamp_header: timestamp, timestamp_prefix: prefix } = scheme
  const name = prefix ?? ''
  return [
    isNamed(scheme) ? `    message_id = headers.get(${quote(id ?? '')}, "")` : null,
    timestamp === null
      ? `    timestamp = next((e[${name.length}:] for e in entries if e.startswith(${quote(name)})), "")`
      : `    timestamp = headers.get(${quote(timestamp)}, "")`,
    `    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > ${toleranceS}:`,
    '        return False',
    `    signed = f"${isNamed(scheme) ? '{message_id}.' : ''}{timestamp}.".encode()`,
  ]
}
