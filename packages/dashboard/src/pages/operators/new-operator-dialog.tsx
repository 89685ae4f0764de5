import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { posthorn } from '../../api/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'
import { NewPasswordField } from './new-password-field.tsx'

export function NewOperatorDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => posthorn.operators.create({ name: name.trim(), password }),
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries({ queryKey: ['operators'] })
    },
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    mutate()
  }

  return (
    <Dialog title="Add an operator" onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            They may do everything on this server, in every workspace, as you may.
          </Text>
          <TextInput
            label="Name"
            name="username"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={100}
            required
            data-autofocus
          />
          <NewPasswordField label="Password" value={password} onChange={setPassword} />
          {error && <Problem error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending}>
              Add the operator
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
