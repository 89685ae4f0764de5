import type { Session } from '@posthorn/sdk/client'
import { queryOptions } from '@tanstack/react-query'
import { posthorn } from './client.ts'
import { isSignedOut } from './describe-error.ts'

export const sessionKey = ['session']

/** Who is signed in; null: nobody. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: readSession,
  staleTime: Infinity,
})

async function readSession(): Promise<Session | null> {
  try {
    return await posthorn.session.get()
  } catch (error) {
    if (isSignedOut(error)) return null
    throw error
  }
}

/** Whose session it is, as people call it. */
export function nameOf({ key, operator, portal }: Session): string {
  return key?.name ?? operator?.name ?? portal?.brand.name ?? ''
}
