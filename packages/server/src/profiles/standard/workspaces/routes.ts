import type { Route } from '../../../http/route.ts'
import { createWorkspaceRoute } from './create-workspace.ts'
import { deleteWorkspaceRoute } from './delete-workspace.ts'
import { getWorkspaceRoute } from './get-workspace.ts'
import { listWorkspacesRoute } from './list-workspaces.ts'
import { updateWorkspaceRoute } from './update-workspace.ts'

export const workspaceRoutes: readonly Route[] = [
  createWorkspaceRoute,
  listWorkspacesRoute,
  getWorkspaceRoute,
  updateWorkspaceRoute,
  deleteWorkspaceRoute,
]
