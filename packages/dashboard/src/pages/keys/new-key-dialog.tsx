import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCapabilities, type Scope } from '../../api/capabilities.ts'
import { posthorn } from '../../api/client.ts'
import { useChange } from '../../api/use-change.ts'
import { ActionForm } from '../../components/action-form.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { NewSecret } from '../../components/new-secret.tsx'

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
  const { grantableScopes } = useCapabilities()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<readonly Scope[]>(['publish'])
  const [lifetimeDays, setLifetimeDays] = useState('')
  const change = useChange(
    () =>
      posthorn.keys.create(workspace, {
        name: name.trim(),
        scopes: chosen,
        expires_at:
          lifetimeDays === ''
            ? null
            : new Date(Date.now() + Number(lifetimeDays) * dayMs).toISOString(),
      }),
    { outdated: ['keys'] },
  )
  const made = change.data
  return (
    <Dialog
      title={made ? 'The new API key' : 'New API key'}
      onClose={onClose}
      size={made ? 'lg' : 'md'}
    >
      {made ? (
        <NewSecret name="API key" secret={made.key} onClose={onClose}>
          Keep it where your program’s other secrets are.
        </NewSecret>
      ) : (
        <ActionForm
          action="Create key"
          isReady={name.trim() !== '' && chosen.length > 0}
          change={change}
          onClose={onClose}
        >
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
        </ActionForm>
      )}
    </Dialog>
  )
}
