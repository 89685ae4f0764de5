import type { ListedEvent } from '@posthorn/sdk/client'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

export type LiveState = 'connecting' | 'live'

/** As many as a page of the list has: what is older is in the list when it is read anew. */
const mostKept = 50
const againMs = 5000

/** Events as they are published, newest first, for as long as `isOn`. */
export function useLiveEvents(workspace: string, type: string | undefined, isOn: boolean) {
  const client = useQueryClient()
  const [events, setEvents] = useState<readonly ListedEvent[]>([])
  const [state, setState] = useState<LiveState>('connecting')
  useEffect(() => {
    if (!isOn) return
    let source: EventSource | null = null
    let timer: number | undefined
    const readList = () => client.invalidateQueries({ queryKey: ['events', { workspace }] })

    function connect(): void {
      source = new EventSource(`/v1/events/stream?${queryOf(workspace, type)}`)
      source.addEventListener('open', () => {
        setState('live')
        // What was published while nobody listened.
        void readList()
      })
      source.addEventListener('event', ({ data }: MessageEvent<string>) => {
        // The server says what it is.
        const event = JSON.parse(data) as ListedEvent
        setEvents((before) => [event, ...before].slice(0, mostKept))
      })
      source.addEventListener('left-out', () => void readList())
      source.addEventListener('error', () => {
        setState('connecting')
        // The browser tries again by itself, unless it was refused.
        if (source?.readyState !== EventSource.CLOSED) return
        timer = window.setTimeout(connect, againMs)
      })
    }

    connect()
    return () => {
      window.clearTimeout(timer)
      source?.close()
      setState('connecting')
    }
  }, [client, workspace, type, isOn])
  return { events, state }
}

function queryOf(workspace: string, type: string | undefined): string {
  return new URLSearchParams({ workspace, ...(type === undefined ? {} : { type }) }).toString()
}
