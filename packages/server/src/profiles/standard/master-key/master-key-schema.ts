import { Type, type Static } from 'typebox'
import type { MasterKeyStatus } from '../../../management/master-key-rotation.ts'
import { answerObject, oneOf } from '../schemas.ts'

export const masterKeySchema = answerObject(
  {
    name: Type.String({
      description: 'The key that seals. Names are no secrets.',
      examples: ['7c1f09ab'],
    }),
    former_names: Type.Array(Type.String(), {
      description:
        'Keys that seal no more and unseal still. They are dropped when nothing needs them.',
    }),
    source: oneOf(['file', 'environment'], {
      description:
        'Where the keys are: `master.key` in the data directory, or `POSTHORN_MASTER_KEY`.',
    }),
    sealed: Type.Integer({ description: 'Sealed texts in all.' }),
    remaining: Type.Integer({ description: 'How many of them stand under a former key.' }),
    unreadable: Type.Integer({
      description:
        'How many of those are damaged, so that no key unseals them; they keep the former key.',
    }),
  },
  { title: 'MasterKey', description: 'What seals secrets in the database.' },
)

export function showMasterKey(status: MasterKeyStatus): Static<typeof masterKeySchema> {
  const { name, formerNames, source, texts, remaining, unreadable } = status
  return { name, former_names: [...formerNames], source, sealed: texts, remaining, unreadable }
}
