import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useNavigate } from 'react-router'
import { posthorn } from '../../api/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'

export function NewWorkspaceButton() {
  const [isOpen, { open, close }] = useDisclosure()
  const [name, setName] = useState('')
  const client = useQueryClient()
  const navigate = useNavigate()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => posthorn.workspaces.create({ name }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['workspaces'] })
      await navigate(`/workspaces/${id}/webhooks`)
    },
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    mutate()
  }

  return (
    <>
      <Button onClick={open}>New workspace</Button>
      {isOpen && (
        <Dialog title="New workspace" onClose={close}>
          <form onSubmit={submit}>
            <Stack>
              <TextInput
                label="Name"
                description="Of the customer organization, for people."
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                maxLength={200}
                required
                data-autofocus
              />
              {error && <Problem error={error} />}
              <Group justify="flex-end">
                <Button type="submit" loading={isPending}>
                  Create workspace
                </Button>
              </Group>
            </Stack>
          </form>
        </Dialog>
      )}
    </>
  )
}
