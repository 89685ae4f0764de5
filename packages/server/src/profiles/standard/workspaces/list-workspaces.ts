import { Type, type Static } from 'typebox'
import type { Workspace } from '../../../domain/workspace.ts'
import type { Catalog } from '../../../engine/catalog.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { reaches } from '../../../http/workspace-access.ts'
import { pageAnswer, pageOf, pageQuery } from '../paging.ts'
import { answerObject, closedObject } from '../schemas.ts'
import { showWorkspace, workspaceAnswerFields } from './workspace-schema.ts'

const countOf = (description: string) => Type.Integer({ description })

const listedWorkspaceSchema = answerObject(
  {
    ...workspaceAnswerFields,
    webhooks: answerObject(
      {
        active: countOf('Get events.'),
        paused: countOf('Get none until somebody resumes them.'),
        disabled: countOf('Get none because their receivers failed for long, or said to stop.'),
      },
      { description: 'How many it has.' },
    ),
  },
  { title: 'ListedWorkspace' },
)

export const listWorkspacesRoute = defineRoute({
  method: 'GET',
  path: '/v1/workspaces',
  operationId: 'listWorkspaces',
  tag: 'Workspaces',
  summary: 'List workspaces',
  description: 'Newest first. A key of a workspace sees that one alone.',
  scope: 'read',
  query: closedObject({
    ...pageQuery,
    search: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'Only those with this in their name, in capitals or not, or with this id.',
      }),
    ),
  }),
  answer: {
    status: 200,
    description: 'A page of workspaces.',
    schema: pageAnswer(listedWorkspaceSchema),
  },
  async handle({ caller, query }, { engine }) {
    const all = engine.catalog.workspaces()
    const visible = caller.workspaceId === null ? all : all.filter(({ id }) => reaches(caller, id))
    const search = (query.search ?? '').trim().toLowerCase()
    const found = search === '' ? visible : visible.filter((one) => fits(one, search))
    return pageOf(found, query, (workspace) => showListed(workspace, engine.catalog))
  },
})

/** @param search - in small letters */
function fits({ id, name }: Workspace, search: string): boolean {
  return name.toLowerCase().includes(search) || formatPublicId('workspace', id) === search
}

function showListed(workspace: Workspace, catalog: Catalog): Static<typeof listedWorkspaceSchema> {
  const webhooks = { active: 0, paused: 0, disabled: 0 }
  for (const { state } of catalog.webhooksOf(workspace.id)) {
    if (state !== 'deleted') webhooks[state] += 1
  }
  return { ...showWorkspace(workspace), webhooks }
}
