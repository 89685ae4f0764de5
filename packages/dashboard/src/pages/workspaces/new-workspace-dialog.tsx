import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { posthorn } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { ActionDialog } from '../../components/action-dialog.tsx'

export function NewWorkspaceDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const navigate = useNavigate()
  const change = useChange(() => posthorn.workspaces.create({ name }), {
    outdated: ['workspaces'],
    onDone: ({ id }) => void navigate(`/workspaces/${id}/webhooks`),
  })
  return (
    <ActionDialog title="New workspace" action="Create workspace" change={change} onClose={onClose}>
      <TextInput
        label="Name"
        description="Of the customer organization, for people."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={200}
        required
        data-autofocus
      />
    </ActionDialog>
  )
}
