import type { Signature } from '@posthorn/sdk/client'
import { digestOf, isNamed, isTimed, type Language, lines, quote, toleranceS } from './snippet.ts'

export const rubySnippet: Language = {
  name: 'Ruby',
  render(scheme) {
    const digest = digestOf(scheme)
    if (digest === null) return null
    const { header, encoding, prefix, separator, key } = scheme
    return lines(
      'require "base64"',
      'require "openssl"',
      '',
      '# body: the raw bytes of the request, before anything parses them',
      'def genuine?(body, headers, secret)',
      `  header = headers[${quote(header)}].to_s`,
      `  entries = ${separator === null ? '[header]' : `header.split(${quote(separator)})`}`,
      ...signedLines(scheme),
      key === 'whsec'
        ? '  key = Base64.strict_decode64(secret.delete_prefix("whsec_"))'
        : '  key = secret',
      `  digest = OpenSSL::HMAC.digest("${digest}", key, ${isTimed(scheme) ? 'signed + body' : 'body'})`,
      `  expected = ${prefix === '' ? '' : `${quote(prefix)} + `}${encoding === 'hex' ? 'digest.unpack1("H*")' : 'Base64.strict_encode64(digest)'}`,
      '  entries.any? { |entry| OpenSSL.secure_compare(entry, expected) }',
      'end',
    )
  },
}

function signedLines(scheme: Signature): (string | null)[] {
  if (!isTimed(scheme)) return []
  const { id_header: id, timestamp_header: timestamp, timestamp_prefix: prefix } = scheme
  const name = prefix ?? ''
  return [
    timestamp === null
      ? `  timestamp = entries.find { |entry| entry.start_with?(${quote(name)}) }.to_s.delete_prefix(${quote(name)})`
      : `  timestamp = headers[${quote(timestamp)}].to_s`,
    `  return false if (Time.now.to_i - timestamp.to_i).abs > ${toleranceS}`,
    isNamed(scheme)
      ? `  signed = "#{headers[${quote(id ?? '')}]}.#{timestamp}."`
      : '  signed = "#{timestamp}."',
  ]
}
