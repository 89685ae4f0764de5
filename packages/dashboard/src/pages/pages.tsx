import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { useCapabilities } from '../api/capabilities.ts'
import { portalId } from '../api/portal.ts'
import { forgetPortalSecret } from '../api/portal-secret.ts'
import { sessionQuery } from '../api/session.ts'
import { Loading } from '../components/loading.tsx'
import { Problem } from '../components/problem.tsx'
import { Shell } from '../components/shell.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { PortalDoor } from './portal-door/portal-door.tsx'
import { SignInPage } from './sign-in/sign-in-page.tsx'

// Each page is loaded when it is first opened.
const OverviewPage = lazy(async () => ({
  default: (await import('./overview/overview-page.tsx')).OverviewPage,
}))
const WorkspacesPage = lazy(async () => ({
  default: (await import('./workspaces/workspaces-page.tsx')).WorkspacesPage,
}))
const WebhooksPage = lazy(async () => ({
  default: (await import('./webhooks/webhooks-page.tsx')).WebhooksPage,
}))
const NewWebhookPage = lazy(async () => ({
  default: (await import('./webhooks/new-webhook-page.tsx')).NewWebhookPage,
}))
const WebhookPage = lazy(async () => ({
  default: (await import('./webhook/webhook-page.tsx')).WebhookPage,
}))
const VerifyPage = lazy(async () => ({
  default: (await import('./verify/verify-page.tsx')).VerifyPage,
}))
const EventsPage = lazy(async () => ({
  default: (await import('./events/events-page.tsx')).EventsPage,
}))
const AllEventsPage = lazy(async () => ({
  default: (await import('./events/all-events-page.tsx')).AllEventsPage,
}))
const FindEventPage = lazy(async () => ({
  default: (await import('./find-event/find-event-page.tsx')).FindEventPage,
}))
const EventPage = lazy(async () => ({
  default: (await import('./event/event-page.tsx')).EventPage,
}))
const EventTypesPage = lazy(async () => ({
  default: (await import('./event-types/event-types-page.tsx')).EventTypesPage,
}))
const ProfilesPage = lazy(async () => ({
  default: (await import('./profiles/profiles-page.tsx')).ProfilesPage,
}))
const OperatorsPage = lazy(async () => ({
  default: (await import('./operators/operators-page.tsx')).OperatorsPage,
}))
const DeliveryPage = lazy(async () => ({
  default: (await import('./delivery/delivery-page.tsx')).DeliveryPage,
}))
const DeliveriesPage = lazy(async () => ({
  default: (await import('./deliveries/deliveries-page.tsx')).DeliveriesPage,
}))
const KeysPage = lazy(async () => ({ default: (await import('./keys/keys-page.tsx')).KeysPage }))

/** Every address below `/dashboard`, or below that of a portal. */
export function Pages() {
  const { data: session, error, refetch } = useQuery(sessionQuery)
  const { isOperator } = useCapabilities()
  const [wasOpen, setWasOpen] = useState(false)
  const isOpen = session !== undefined && session !== null
  useEffect(() => {
    // Opened once more where it is open, a link is no use.
    if (isOpen) forgetPortalSecret()
  }, [isOpen])
  if (session === undefined) {
    if (error) return <Problem error={error} onRetry={() => void refetch()} />
    return <Loading what="your session" />
  }
  if (session === null) {
    if (portalId === null) return <SignInPage />
    return <PortalDoor id={portalId} hasEnded={wasOpen} />
  }
  if (!wasOpen) setWasOpen(true)
  const home =
    session.workspace === null ? '/workspaces' : `/workspaces/${session.workspace}/webhooks`
  return (
    <Suspense fallback={<Loading what="the page" />}>
      <Routes>
        <Route index element={<Navigate to={home} replace />} />
        <Route element={<Shell session={session} />}>
          {isOperator && (
            <>
              <Route path="overview" element={<OverviewPage />} />
              <Route path="events" element={<AllEventsPage />} />
              <Route path="events/:event" element={<FindEventPage />} />
              <Route path="profiles" element={<ProfilesPage />} />
              <Route path="operators" element={<OperatorsPage />} />
              <Route path="workspaces" element={<WorkspacesPage />} />
            </>
          )}
          <Route path="workspaces/:workspace">
            <Route index element={<Navigate to="webhooks" replace />} />
            <Route path="webhooks" element={<WebhooksPage />} />
            <Route path="webhooks/new" element={<NewWebhookPage />} />
            <Route path="webhooks/:webhook" element={<WebhookPage />} />
            <Route path="webhooks/:webhook/verify" element={<VerifyPage />} />
            <Route path="webhooks/:webhook/deliveries/:delivery" element={<DeliveryPage />} />
            <Route path="deliveries" element={<DeliveriesPage />} />
            <Route path="events" element={<EventsPage />} />
            <Route path="events/:event" element={<EventPage />} />
            <Route path="event-types" element={<EventTypesPage />} />
            <Route path="keys" element={<KeysPage />} />
          </Route>
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </Suspense>
  )
}
