import { defineRoute } from '../../../http/route.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import { masterKeySchema, showMasterKey } from './master-key-schema.ts'

export const rotateMasterKeyRoute = defineRoute({
  method: 'POST',
  path: '/v1/master-key/rotate',
  operationId: 'rotateMasterKey',
  tag: 'Server',
  summary: 'Change the master key',
  description:
    'A new key is put into `master.key`, and everything that is sealed is sealed anew in the background, while the server works on. Once nothing needs the former key, half a minute later at the earliest, it leaves the file. Needs a key of the server.',
  scope: 'admin',
  answer: { status: 202, description: 'The rotation has begun.', schema: masterKeySchema },
  refusals: ['conflict'],
  async handle({ caller }, { masterKey }) {
    assertServerKey(caller)
    return showMasterKey(await masterKey.rotate(caller))
  },
})
