import { onlineManager } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { Notice } from './notice.tsx'

export function OfflineNotice() {
  const isOnline = useSyncExternalStore(subscribe, () => onlineManager.isOnline())
  if (isOnline) return null
  return (
    <Notice tone="wait" role="status">
      You are offline. What you see may be old; it is brought up to date when the network is back.
    </Notice>
  )
}

function subscribe(onChange: () => void): () => void {
  return onlineManager.subscribe(onChange)
}
