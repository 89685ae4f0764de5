import { List, Text, TextInput } from '@mantine/core'
import type { ListedWorkspace } from '@posthorn/sdk/client'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { posthorn } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { ActionDialog } from '../../components/action-dialog.tsx'
import { countOf } from './workspace-table.tsx'
import { Foreign } from '../../components/foreign.tsx'

export interface DeleteWorkspaceDialogProps {
  readonly workspace: ListedWorkspace
  readonly onClose: () => void
}

/** There is no way back, so the name has to be typed. */
export function DeleteWorkspaceDialog({ workspace, onClose }: DeleteWorkspaceDialogProps) {
  const [typed, setTyped] = useState('')
  const client = useQueryClient()
  const change = useChange(
    async () => {
      await posthorn.workspaces.delete(workspace.id)
      client.removeQueries({ queryKey: ['workspaces', workspace.id] })
    },
    { outdated: ['workspaces'], onDone: onClose },
  )
  return (
    <ActionDialog
      title="Delete this workspace?"
      onClose={onClose}
      action="Delete the workspace"
      isDangerous
      isReady={typed.trim() === workspace.name.trim()}
      change={change}
    >
      <Text size="sm">
        Everything of <Foreign>{workspace.name}</Foreign> ends at once, and is erased for good:
      </Text>
      <List size="sm">
        <List.Item>{describeWebhooks(countOf(workspace))}</List.Item>
        <List.Item>its API keys: programs that use them are refused</List.Item>
        <List.Item>its events, deliveries and statistics</List.Item>
      </List>
      <TextInput
        label="Type its name to go on"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
      />
    </ActionDialog>
  )
}

function describeWebhooks(count: number): string {
  if (count === 0) return 'its settings: it has no webhooks'
  const webhooks = count === 1 ? 'one webhook' : `${count.toLocaleString('en')} webhooks`
  return `its ${webhooks}, with what waits to be sent`
}
