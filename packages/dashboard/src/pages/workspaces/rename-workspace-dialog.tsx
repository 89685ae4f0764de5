import { TextInput } from '@mantine/core'
import type { ListedWorkspace } from '@posthorn/sdk/client'
import { useState } from 'react'
import { posthorn } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { ActionDialog } from '../../components/action-dialog.tsx'

export interface RenameWorkspaceDialogProps {
  readonly workspace: ListedWorkspace
  readonly onClose: () => void
}

export function RenameWorkspaceDialog({ workspace, onClose }: RenameWorkspaceDialogProps) {
  const [name, setName] = useState(workspace.name)
  const change = useChange(() => posthorn.workspaces.update(workspace.id, { name }), {
    outdated: ['workspaces'],
    onDone: onClose,
  })

  return (
    <ActionDialog title="Rename this workspace" action="Rename" change={change} onClose={onClose}>
      <TextInput
        label="Name"
        description="For people; programs know it by its id, which stays."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={200}
        required
        data-autofocus
      />
    </ActionDialog>
  )
}
