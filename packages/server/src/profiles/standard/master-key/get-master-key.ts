import { defineRoute } from '../../../http/route.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import { masterKeySchema, showMasterKey } from './master-key-schema.ts'

export const getMasterKeyRoute = defineRoute({
  method: 'GET',
  path: '/v1/master-key',
  operationId: 'getMasterKey',
  tag: 'Server',
  summary: 'See how the master key stands',
  description: 'Which key seals, and how far a rotation is. Needs a key of the server.',
  scope: 'admin',
  answer: { status: 200, description: 'The master key.', schema: masterKeySchema },
  async handle({ caller }, { masterKey }) {
    assertServerKey(caller)
    return showMasterKey(masterKey.status())
  },
})
