import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useCapabilities, type Scope } from '../../api/capabilities.ts'
import { posthorn } from '../../api/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Problem } from '../../components/problem.tsx'
import { SecretShownOnce } from '../../components/secret-shown-once.tsx'

const dayMs = 24 * 60 * 60 * 1000

const scopes: readonly { readonly value: Scope; readonly label: string; readonly hint: string }[] =
  [
    { value: 'publish', label: 'Publish', hint: 'Hand in events.' },
    { value: 'read', label: 'Read', hint: 'Look at webhooks, events and deliveries.' },
    { value: 'manage', label: 'Manage', hint: 'Change webhooks, retry and replay.' },
    {
      value: 'admin',
      label: 'Administer',
      hint: 'Everything in the workspace, API keys included.',
    },
  ]

const lifetimes = [
  { value: '', label: 'Never' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
]

export interface NewKeyDialogProps {
  readonly workspace: string
  readonly onClose: () => void
}

export function NewKeyDialog({ workspace, onClose }: NewKeyDialogProps) {
  const client = useQueryClient()
  const { grantableScopes } = useCapabilities()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<readonly Scope[]>(['publish'])
  const [lifetimeDays, setLifetimeDays] = useState('')
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: () =>
      posthorn.keys.create(workspace, {
        name: name.trim(),
        scopes: chosen,
        expires_at:
          lifetimeDays === ''
            ? null
            : new Date(Date.now() + Number(lifetimeDays) * dayMs).toISOString(),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['keys'] }),
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    mutate()
  }

  if (data !== undefined) {
    return (
      <Dialog title="The new API key" onClose={onClose} size="lg">
        <Stack>
          <SecretShownOnce name="API key" secret={data.key}>
            Keep it where your program’s other secrets are.
          </SecretShownOnce>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              I have copied it
            </Button>
          </Group>
        </Stack>
      </Dialog>
    )
  }
  return (
    <Dialog title="New API key" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label="Name"
            description="For people: which program uses it."
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={200}
            data-autofocus
            required
          />
          <Checkbox.Group
            label="What it is good for"
            value={[...chosen]}
            onChange={(values) =>
              setChosen(scopes.map(({ value }) => value).filter((scope) => values.includes(scope)))
            }
          >
            <Stack gap="xs" mt="xs">
              {scopes
                .filter(({ value }) => grantableScopes.includes(value))
                .map(({ value, label, hint }) => (
                  <Checkbox key={value} value={value} label={label} description={hint} />
                ))}
            </Stack>
          </Checkbox.Group>
          <NativeSelect
            label="Expires"
            value={lifetimeDays}
            onChange={(event) => setLifetimeDays(event.currentTarget.value)}
            data={lifetimes}
          />
          {error && <Problem error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              loading={isPending}
              disabled={name.trim() === '' || chosen.length === 0}
            >
              Create key
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
