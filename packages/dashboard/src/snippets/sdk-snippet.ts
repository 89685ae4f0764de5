import type { Signature } from '@posthorn/sdk/client'
import { type Language, lines } from './snippet.ts'
import { sdkSchemeLiteral } from './sdk-scheme.ts'

export const sdkSnippet: Language = {
  name: 'TypeScript',
  render: (scheme) =>
    lines(
      "import { verify } from '@posthorn/sdk'",
      '',
      `const scheme = ${sdkSchemeLiteral(scheme)} as const`,
      '',
      '/** @param body - the raw bytes of the request, before anything parses them */',
      'export async function isGenuine(body: Uint8Array, headers: Headers): Promise<boolean> {',
      `  const secret = process.env['${secretName(scheme)}'] ?? ''`,
      '  const verification = await verify(body, headers, { secret, scheme })',
      '  return verification.ok',
      '}',
    ),
}

function secretName({ algorithm }: Signature): string {
  return algorithm === 'ed25519' ? 'WEBHOOK_PUBLIC_KEY' : 'WEBHOOK_SECRET'
}
