import { Textarea, TextInput } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { posthorn } from '../../api/client.ts'
import { ActionDialog } from '../../components/action-dialog.tsx'
import { profilesQuery } from '../../api/queries.ts'
import { EventPicker } from '../../components/event-picker.tsx'
import { UrlField } from '../../components/url-field.tsx'
import { useWebhookChange } from './use-webhook-change.ts'

export interface EditWebhookDialogProps {
  readonly workspace: string
  readonly webhook: Webhook
  readonly onClose: () => void
}

export function EditWebhookDialog({ workspace, webhook, onClose }: EditWebhookDialogProps) {
  const { profile: profileName = 'standard' } = webhook
  const { data: profiles } = useQuery(profilesQuery)
  const profile = profiles?.data.find(({ name }) => name === profileName)
  const [url, setUrl] = useState(webhook.url)
  const [name, setName] = useState(webhook.name ?? '')
  const [description, setDescription] = useState(webhook.description ?? '')
  const [events, setEvents] = useState(webhook.events)
  const change = useWebhookChange(
    () =>
      posthorn.webhooks.update(webhook.id, {
        url: url.trim(),
        name: name.trim() === '' ? null : name.trim(),
        description,
        events,
      }),
    onClose,
  )

  return (
    <ActionDialog
      title="Edit the webhook"
      size="lg"
      action="Save"
      isReady={url.trim() !== '' && events.length > 0}
      change={change}
      onClose={onClose}
    >
      <UrlField url={url} onChange={setUrl} profile={profile?.name} isFocused />
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={100}
        autoComplete="off"
      />
      <Textarea
        label="Description"
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        maxLength={500}
        rows={2}
      />
      {profile && (
        <EventPicker
          workspace={workspace}
          profile={profile.name}
          acceptsAny={profile.accepts_any_type}
          events={events}
          onChange={setEvents}
        />
      )}
    </ActionDialog>
  )
}
