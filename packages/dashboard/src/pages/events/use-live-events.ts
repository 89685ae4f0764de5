import type { ListedEvent } from '@posthorn/sdk/client'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { followEvents } from '../../api/follow-events.ts'
import { sessionKey } from '../../api/session.ts'

export type LiveState = 'connecting' | 'live'

/** As many as a page of the list has: what is older is in the list when it is read anew. */
const mostKept = 50

/** Events as they are published, newest first, for as long as `isOn`. */
export function useLiveEvents(workspace: string | null, type: string | undefined, isOn: boolean) {
  const client = useQueryClient()
  const [events, setEvents] = useState<readonly ListedEvent[]>([])
  const [state, setState] = useState<LiveState>('connecting')
  useEffect(() => {
    if (!isOn) return
    const readList = () => void client.invalidateQueries({ queryKey: ['events', { workspace }] })
    const controller = new AbortController()
    const follower = {
      onBegin: () => {
        setState('live')
        // What was published while nobody listened.
        readList()
      },
      onEvent: (event: ListedEvent) => setEvents((before) => [event, ...before].slice(0, mostKept)),
      onLeftOut: readList,
      onEnd: () => setState('connecting'),
      onSignedOut: () => client.setQueryData(sessionKey, null),
    }
    void followEvents({ workspace, type }, follower, controller.signal)
    return () => {
      controller.abort()
      setState('connecting')
    }
  }, [client, workspace, type, isOn])
  return { events, state }
}
