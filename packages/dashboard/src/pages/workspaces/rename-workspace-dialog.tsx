import { Button, Group, Stack, TextInput } from '@mantine/core'
import type { ListedWorkspace } from '@posthorn/sdk/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { posthorn } from '../../api/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'

export interface RenameWorkspaceDialogProps {
  readonly workspace: ListedWorkspace
  readonly onClose: () => void
}

export function RenameWorkspaceDialog({ workspace, onClose }: RenameWorkspaceDialogProps) {
  const [name, setName] = useState(workspace.name)
  const client = useQueryClient()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => posthorn.workspaces.update(workspace.id, { name }),
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries({ queryKey: ['workspaces'] })
    },
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    mutate()
  }

  return (
    <Dialog title="Rename this workspace" onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            description="For people; programs know it by its id, which stays."
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={200}
            required
            data-autofocus
          />
          {error && <Problem error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending}>
              Rename
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
