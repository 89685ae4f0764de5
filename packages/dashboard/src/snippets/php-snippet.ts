import type { Signature } from '@posthorn/sdk/client'
import { digestOf, isNamed, isTimed, type Language, lines, toleranceS } from './snippet.ts'

export const phpSnippet: Language = {
  name: 'PHP',
  render(scheme) {
    const digest = digestOf(scheme)
    if (digest === null) return null
    const { header, encoding, prefix, separator, key } = scheme
    const content = isTimed(scheme) ? '$signed . $body' : '$body'
    const hash = `hash_hmac('${digest}', ${content}, $key${encoding === 'hex' ? '' : ', true'})`
    return lines(
      '<?php',
      '',
      "// $body: file_get_contents('php://input'), before anything parses it",
      'function isGenuine(string $body, array $headers, string $secret): bool',
      '{',
      '    $headers = array_change_key_case($headers);',
      `    $header = $headers[${quote(header.toLowerCase())}] ?? '';`,
      `    $entries = ${separator === null ? '[$header]' : `explode(${quote(separator)}, $header)`};`,
      ...signedLines(scheme),
      key === 'whsec'
        ? "    $key = base64_decode(substr($secret, strlen('whsec_')));"
        : '    $key = $secret;',
      `    $expected = ${prefix === '' ? '' : `${quote(prefix)} . `}${encoding === 'hex' ? hash : `base64_encode(${hash})`};`,
      '    foreach ($entries as $entry) {',
      '        if (hash_equals($expected, $entry)) {',
      '            return true;',
      '        }',
      '    }',
      '    return false;',
      '}',
    )
  },
}

/** In double quotes a dollar sign would begin a variable. */
function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function signedLines(scheme: Signature): string[] {
  if (!isTimed(scheme)) return []
  const { id_header: id, timestamp_header: timestamp, timestamp_prefix: prefix } = scheme
  const name = prefix ?? ''
  return [
    ...(timestamp === null
      ? [
          "    $timestamp = '';",
          '    foreach ($entries as $entry) {',
          `        if (str_starts_with($entry, ${quote(name)})) {`,
          `            $timestamp = substr($entry, ${name.length});`,
          '        }',
          '    }',
        ]
      : [`    $timestamp = $headers[${quote(timestamp.toLowerCase())}] ?? '';`]),
    `    if (abs(time() - (int) $timestamp) > ${toleranceS}) {`,
    '        return false;',
    '    }',
    isNamed(scheme)
      ? `    $signed = ($headers[${quote((id ?? '').toLowerCase())}] ?? '') . ".$timestamp.";`
      : '    $signed = "$timestamp.";',
  ]
}
