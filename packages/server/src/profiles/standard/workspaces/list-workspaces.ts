import { defineRoute } from '../../../http/route.ts'
import { reaches } from '../../../http/workspace-access.ts'
import { pageAnswer, pageOf, pageQuery } from '../paging.ts'
import { closedObject } from '../schemas.ts'
import { showWorkspace, workspaceSchema } from './workspace-schema.ts'

export const listWorkspacesRoute = defineRoute({
  method: 'GET',
  path: '/v1/workspaces',
  operationId: 'listWorkspaces',
  tag: 'Workspaces',
  summary: 'List workspaces',
  description: 'Newest first. A key of a workspace sees that one alone.',
  scope: 'read',
  query: closedObject(pageQuery),
  answer: {
    status: 200,
    description: 'A page of workspaces.',
    schema: pageAnswer(workspaceSchema),
  },
  async handle({ caller, query }, { engine }) {
    const all = engine.catalog.workspaces()
    const visible = caller.workspaceId === null ? all : all.filter(({ id }) => reaches(caller, id))
    return pageOf(visible, query, showWorkspace)
  },
})
