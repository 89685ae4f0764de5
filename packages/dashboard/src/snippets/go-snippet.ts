import type { Signature } from '@posthorn/sdk/client'
import { digestOf, isNamed, isTimed, type Language, lines, quote, toleranceS } from './snippet.ts'

export const goSnippet: Language = {
  name: 'Go',
  render(scheme) {
    const digest = digestOf(scheme)
    if (digest === null) return null
    const { header, encoding, prefix, separator, key } = scheme
    return lines(
      'package webhooks',
      '',
      'import (',
      ...importsOf(scheme, digest).map((name) => `\t${quote(name)}`),
      ')',
      '',
      '// IsGenuine takes the raw bytes of the request, before anything parses them.',
      'func IsGenuine(body []byte, headers http.Header, secret string) bool {',
      `\theader := headers.Get(${quote(header)})`,
      separator === null
        ? '\tentries := []string{header}'
        : `\tentries := strings.Split(header, ${quote(separator)})`,
      ...signedLines(scheme),
      ...(key === 'whsec'
        ? [
            '\tkey, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))',
            '\tif err != nil {',
            '\t\treturn false',
            '\t}',
          ]
        : ['\tkey := []byte(secret)']),
      `\tmac := hmac.New(${digest}.New, key)`,
      isTimed(scheme) ? '\tmac.Write([]byte(signed))' : null,
      '\tmac.Write(body)',
      `\texpected := ${prefix === '' ? '' : `${quote(prefix)} + `}${encoderOf(encoding)}(mac.Sum(nil))`,
      '\tfor _, entry := range entries {',
      '\t\tif hmac.Equal([]byte(entry), []byte(expected)) {',
      '\t\t\treturn true',
      '\t\t}',
      '\t}',
      '\treturn false',
      '}',
    )
  },
}

function encoderOf(encoding: Signature['encoding']): string {
  return encoding === 'hex' ? 'hex.EncodeToString' : 'base64.StdEncoding.EncodeToString'
}

function importsOf(scheme: Signature, digest: string): string[] {
  const { encoding, separator, key, timestamp_header: timestamp } = scheme
  const usesStrings =
    separator !== null || key === 'whsec' || (isTimed(scheme) && timestamp === null)
  return [
    'crypto/hmac',
    `crypto/${digest}`,
    ...(encoding === 'base64' || key === 'whsec' ? ['encoding/base64'] : []),
    ...(encoding === 'hex' ? ['encoding/hex'] : []),
    ...(isTimed(scheme) ? ['math'] : []),
    'net/http',
    ...(isTimed(scheme) ? ['strconv'] : []),
    ...(usesStrings ? ['strings'] : []),
    ...(isTimed(scheme) ? ['time'] : []),
  ]
}

function signedLines(scheme: Signature): string[] {
  if (!isTimed(scheme)) return []
  const { id_header: id, timestamp_header: timestamp, timestamp_prefix: prefix } = scheme
  const name = quote(prefix ?? '')
  return [
    ...(timestamp === null
      ? [
          '\ttimestamp := ""',
          '\tfor _, entry := range entries {',
          `\t\tif strings.HasPrefix(entry, ${name}) {`,
          `\t\t\ttimestamp = strings.TrimPrefix(entry, ${name})`,
          '\t\t}',
          '\t}',
        ]
      : [`\ttimestamp := headers.Get(${quote(timestamp)})`]),
    '\tseconds, err := strconv.ParseInt(timestamp, 10, 64)',
    `\tif err != nil || math.Abs(float64(time.Now().Unix()-seconds)) > ${toleranceS} {`,
    '\t\treturn false',
    '\t}',
    isNamed(scheme)
      ? `\tsigned := headers.Get(${quote(id ?? '')}) + "." + timestamp + "."`
      : '\tsigned := timestamp + "."',
  ]
}
