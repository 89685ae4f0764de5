import { PosthornError } from '@posthorn/sdk/client'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isSignedOut } from './describe-error.ts'
import { sessionKey } from './session.ts'

const freshMs = 5_000
const mostRetries = 2

/** One for the page. When the server says that the session has ended, every page hears of it. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: endSession }),
    mutationCache: new MutationCache({ onError: endSession }),
    defaultOptions: {
      queries: { staleTime: freshMs, retry: isWorthRetrying },
      // Whatever changes something is not done later by surprise, when the network is back.
      mutations: { networkMode: 'always' },
    },
  })

  function endSession(error: Error): void {
    if (isSignedOut(error)) client.setQueryData(sessionKey, null)
  }

  return client
}

function isWorthRetrying(failures: number, error: Error): boolean {
  if (failures >= mostRetries || !(error instanceof PosthornError)) return false
  return error.status === undefined || error.status >= 500
}
