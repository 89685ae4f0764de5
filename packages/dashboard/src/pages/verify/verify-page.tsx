import type { Signature, Webhook } from '@posthorn/sdk/client'
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isNotFound } from '../../api/describe-error.ts'
import { profilesQuery, webhookQuery } from '../../api/queries.ts'
import { Empty } from '../../components/empty.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { useParam } from '../use-param.ts'
import { SignatureCheck } from './signature-check.tsx'
import { SnippetSheet } from './snippet-sheet.tsx'

/** How a receiver verifies what this webhook gets, and why it does not. */
export function VerifyPage() {
  const workspace = useParam('workspace')
  const id = useParam('webhook')
  const webhook = useQuery(webhookQuery(id))
  const profiles = useQuery(profilesQuery)
  const error = webhook.error ?? profiles.error
  const name = webhook.data?.name ?? webhook.data?.url ?? 'Webhook'
  const profile = profiles.data?.data.find((one) => one.name === profileOf(webhook.data))
  return (
    <Page
      title="Verify signatures"
      parent={{ to: `/workspaces/${workspace}/webhooks/${id}`, name }}
    >
      {isNotFound(webhook.error) ? (
        <Empty title="There is no such webhook">It may have been deleted.</Empty>
      ) : error ? (
        <Problem
          error={error}
          onRetry={() => void Promise.all([webhook.refetch(), profiles.refetch()])}
        />
      ) : webhook.data === undefined || profiles.data === undefined ? (
        <Loading what="the signatures" />
      ) : profile === undefined || profile.signatures.length === 0 ? (
        <Empty title="Nothing is signed here">
          The profile of this webhook is not enabled, or its deliveries carry no signature.
        </Empty>
      ) : (
        <Verification key={id} signatures={profile.signatures} webhook={webhook.data} />
      )}
    </Page>
  )
}

interface VerificationProps {
  readonly signatures: readonly Signature[]
  readonly webhook: Webhook
}

function Verification({ signatures, webhook }: VerificationProps) {
  const [chosen, setChosen] = useState(0)
  const signature = signatures[chosen] ?? signatures[0]
  if (signature === undefined) return null
  return (
    <>
      {signatures.length > 1 && (
        <NativeSelect
          label="Signature"
          description="Each delivery carries all of these. Verifying one of them is enough."
          value={String(chosen)}
          onChange={(event) => setChosen(Number(event.currentTarget.value))}
          data={signatures.map((one, index) => ({ value: String(index), label: nameOf(one) }))}
          maw={460}
        />
      )}
      <SignatureCheck key={`check ${chosen}`} scheme={signature} publicKey={webhook.public_key} />
      <SnippetSheet key={`snippet ${chosen}`} scheme={signature} />
    </>
  )
}

function profileOf(webhook: Webhook | undefined): string {
  return webhook?.profile ?? 'standard'
}

function nameOf({ header, content }: Signature): string {
  const signed = {
    body: 'body',
    'timestamp.body': 'time and body',
    'id.timestamp.body': 'id, time and body',
  }
  return `${header} (signs ${signed[content]})`
}
