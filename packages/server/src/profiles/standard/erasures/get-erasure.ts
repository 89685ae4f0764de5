import { parsePublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { notFound, reaches } from '../../../http/workspace-access.ts'
import { erasureSchema, showErasure } from './erasure-schema.ts'

export const getErasureRoute = defineRoute({
  method: 'GET',
  path: '/v1/erasures/{id}',
  operationId: 'getErasure',
  tag: 'Workspaces',
  summary: 'Get an erasure and how far it has come',
  description: 'That of a workspace is there for keys of the server alone.',
  scope: 'admin',
  params: { id: 'The erasure: `era_…`' },
  answer: { status: 200, description: 'The erasure.', schema: erasureSchema },
  refusals: ['not_found'],
  async handle({ caller, params }, { store }) {
    const id = parsePublicId('erasure', params.id)
    const erasure = id === null ? null : await store.getErasure(id)
    if (erasure === null || !reaches(caller, erasure.workspaceId)) throw notFound('erasure')
    return showErasure(erasure)
  },
})
