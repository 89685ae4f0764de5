import { object, optional, required, single, type FieldKind } from '../../config/field-kind.ts'
import { choice } from '../../config/setting-kind.ts'
import { decodeSymmetricSecret } from '../../domain/standard-webhooks-key.ts'
import type { TransferSource } from './transfers/transfer-source.ts'

/** What an operator says of the profile in `posthorn.config.ts`. */
export interface EndgrateOptions {
  /** What a serial session's next callback waits for. */
  readonly blockUntil?: 'response' | 'ended'
  /** Where records of transfers come from. */
  readonly source?: TransferSource
}

/** Where the address leads is judged when it is called, as that of every webhook is. */
const sourceUrl: FieldKind<string> = single({
  allowed: 'an http or https URL without a user, password or fragment',
  accept: (value) => (typeof value === 'string' && isSourceUrl(value) ? value : undefined),
})

const sourceSecret: FieldKind<string> = single({
  allowed: 'whsec_ and the base64 of 24 to 64 random bytes',
  accept: (value) =>
    typeof value === 'string' && decodeSymmetricSecret(value) !== null ? value : undefined,
})

export const endgrateOptions: FieldKind<EndgrateOptions> = object<EndgrateOptions>(
  {
    blockUntil: optional(single(choice(['response', 'ended']))),
    source: optional(
      object<TransferSource>(
        { url: required(sourceUrl), secret: required(sourceSecret) },
        'an object with url and secret',
      ),
    ),
  },
  "an object such as { blockUntil: 'response' }",
)

function isSourceUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, hash } = new URL(text)
  return /^https?:$/.test(protocol) && username === '' && password === '' && hash === ''
}
