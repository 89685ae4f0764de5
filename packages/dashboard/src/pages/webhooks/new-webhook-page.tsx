import { Button, Group, Stack } from '@mantine/core'
import type { Webhook } from '@posthorn/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { useCapabilities } from '../../api/capabilities.ts'
import { profilesQuery, workspaceQuery } from '../../api/queries.ts'
import { NotAllowed } from '../../components/not-allowed.tsx'
import { Loading } from '../../components/loading.tsx'
import { Notice } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { SecretShownOnce } from '../../components/secret-shown-once.tsx'
import { Sheet } from '../../components/sheet.tsx'
import { useParam } from '../use-param.ts'
import { NewWebhookForm } from './new-webhook-form.tsx'
import { Foreign } from '../../components/foreign.tsx'

export function NewWebhookPage() {
  const workspaceId = useParam('workspace')
  const workspace = useQuery(workspaceQuery(workspaceId))
  const profiles = useQuery(profilesQuery)
  const [created, setCreated] = useState<Webhook | null>(null)
  const { mayManageWebhooks } = useCapabilities()
  const parent = { to: `/workspaces/${workspaceId}/webhooks`, name: 'Webhooks' }
  if (created !== null) return <CreatedPage webhook={created} parent={parent} />
  const error = workspace.error ?? profiles.error
  if (!mayManageWebhooks) {
    return (
      <Page title="New webhook" parent={parent}>
        <NotAllowed what="create webhooks" />
      </Page>
    )
  }
  return (
    <Page title="New webhook" parent={parent}>
      {error && (
        <Problem
          error={error}
          onRetry={() => void Promise.all([workspace.refetch(), profiles.refetch()])}
        />
      )}
      <Sheet>
        {workspace.data && profiles.data ? (
          <NewWebhookForm
            workspace={workspace.data}
            profiles={profiles.data.data}
            onCreated={setCreated}
          />
        ) : (
          !error && <Loading what="the catalogue" />
        )}
      </Sheet>
    </Page>
  )
}

interface CreatedPageProps {
  readonly webhook: Webhook
  readonly parent: { readonly to: string; readonly name: string }
}

function CreatedPage({ webhook, parent }: CreatedPageProps) {
  const { id, url, secret } = webhook
  return (
    <Page title="Webhook created" parent={parent}>
      <Sheet>
        <Stack>
          <Notice tone="good" role="status">
            Events are sent to <Foreign>{url}</Foreign> from now on.
          </Notice>
          {secret !== undefined && (
            <SecretShownOnce name="Signing secret" secret={secret}>
              Your receiver checks with it that a request came from here.
            </SecretShownOnce>
          )}
          <Group justify="flex-end">
            <Button component={Link} to={`${parent.to}/${id}`}>
              Open the webhook
            </Button>
          </Group>
        </Stack>
      </Sheet>
    </Page>
  )
}
