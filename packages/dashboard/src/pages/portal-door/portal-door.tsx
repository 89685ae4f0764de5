import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { openPortal } from '../../api/open-portal.ts'
import { isFramed } from '../../api/portal.ts'
import { onPortalSecret, portalSecret } from '../../api/portal-secret.ts'
import { sessionKey } from '../../api/session.ts'
import { brand, siteName } from '../../brand/brand.ts'
import { Loading } from '../../components/loading.tsx'
import { OfflineNotice } from '../../components/offline-notice.tsx'
import { Problem } from '../../components/problem.tsx'
import { DoorFrame } from './door-frame.tsx'
import { explainClosedDoor, type ClosedDoor } from './explain-closed-door.ts'

export interface PortalDoorProps {
  readonly id: string
  /** True: a session was open here, and has ended. */
  readonly hasEnded: boolean
}

/**
 * Where nobody is let in yet. A link is good once, and programs that look for danger in mails open
 * what they find: so as a page of its own it waits for a person. In a frame the product's page has
 * asked for it.
 */
export function PortalDoor({ id, hasEnded }: PortalDoorProps) {
  const client = useQueryClient()
  const secret = useSyncExternalStore(onPortalSecret, portalSecret)
  const { mutate, reset, isPending, isSuccess, error } = useMutation({
    mutationFn: (wanted: string) => openPortal(id, wanted),
    onSuccess: (session) => client.setQueryData(sessionKey, session),
  })
  useEffect(() => {
    if (secret === null) return
    // What was said of another link says nothing of this one.
    reset()
    if (isFramed) mutate(secret)
  }, [mutate, reset, secret])
  const isAboutToOpen = isFramed && secret !== null && error === null
  if (isAboutToOpen || isPending || isSuccess) {
    return (
      <DoorFrame title={siteName}>
        <Loading what="your webhooks" />
      </DoorFrame>
    )
  }
  if (secret === null) {
    const cause = error ?? (hasEnded ? 'session_ended' : 'no_link')
    return <Closed door={explainClosedDoor(cause, { name: brand.name, isFramed })} />
  }
  return (
    <DoorFrame title="Your webhooks">
      <Text size="sm" c="dimmed">
        The link that led here opens once, in this browser.
      </Text>
      <OfflineNotice />
      {error && <Problem error={error} />}
      <Button fullWidth onClick={() => mutate(secret)} data-autofocus autoFocus>
        {error === null ? 'Open' : 'Try again'}
      </Button>
    </DoorFrame>
  )
}

function Closed({ door: { reason, title, why, advice } }: { readonly door: ClosedDoor }) {
  useEffect(() => {
    // It may get a new link by itself. Only pages that the link names can stand around this one.
    if (isFramed) window.parent.postMessage({ type: 'posthorn.portal.closed', reason }, '*')
  }, [reason])
  return (
    <DoorFrame title={title}>
      <Text size="sm" role="status">
        {why}
      </Text>
      <Text size="sm" c="dimmed">
        {advice}
      </Text>
    </DoorFrame>
  )
}
