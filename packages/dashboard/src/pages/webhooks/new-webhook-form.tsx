import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import type { Profile, Webhook, Workspace } from '@posthorn/sdk/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { posthorn } from '../../api/client.ts'
import { EventPicker } from '../../components/event-picker.tsx'
import { Problem } from '../../components/problem.tsx'
import { UrlField } from '../../components/url-field.tsx'

export interface NewWebhookFormProps {
  readonly workspace: Workspace
  readonly profiles: readonly Profile[]
  readonly onCreated: (webhook: Webhook) => void
}

export function NewWebhookForm({ workspace, profiles, onCreated }: NewWebhookFormProps) {
  const client = useQueryClient()
  const [profileName, setProfileName] = useState(workspace.default_profile)
  const [url, setUrl] = useState('')
  const [name, setName] = useState('')
  const [events, setEvents] = useState<readonly string[]>([])
  const profile = profiles.find((one) => one.name === profileName)
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      posthorn.webhooks.create({
        workspace: workspace.id,
        profile: profileName,
        url: url.trim(),
        events,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
      }),
    onSuccess: async (webhook) => {
      onCreated(webhook)
      await client.invalidateQueries({ queryKey: ['webhooks'] })
    },
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    mutate()
  }

  function changeProfile(chosen: string): void {
    setProfileName(chosen)
    setEvents([])
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg" maw={620}>
        {profiles.length > 1 && (
          <NativeSelect
            label="Profile"
            description="Which product’s webhooks it speaks: catalogue, signature and retries."
            value={profileName}
            onChange={(event) => changeProfile(event.currentTarget.value)}
            data={profiles.map((one) => one.name)}
          />
        )}
        <UrlField url={url} onChange={setUrl} profile={profile?.name} />
        <TextInput
          label="Name"
          description="For people; optional."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={100}
          autoComplete="off"
        />
        <EventPicker
          key={profileName}
          workspace={workspace.id}
          profile={profileName}
          acceptsAny={profile?.accepts_any_type ?? false}
          events={events}
          onChange={setEvents}
        />
        {error && <Problem error={error} />}
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={isPending}
            disabled={url.trim() === '' || events.length === 0}
          >
            Create webhook
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
