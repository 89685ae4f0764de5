import { sign } from '../src/index.ts'

export const secret: string = `whsec_${Buffer.from('a key for tests, of 32 bytes, ok').toString('base64')}`
export const otherSecret: string = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

export interface UserEvents {
  'user.created': { id: string; name: string }
  'user.deleted': { id: string }
}

export const event = {
  id: 'evt_abc123',
  type: 'user.created',
  created_at: '2026-01-15T12:30:00Z',
  data: { id: 'user_123', name: 'Zoë' },
} as const

export interface SignedDelivery {
  readonly method: 'POST'
  readonly headers: Record<string, string>
  readonly body: string
}

/** What `fetch` needs to deliver the event as a Posthorn with the standard profile would. */
export async function signedDelivery(
  body: string = JSON.stringify(event),
): Promise<SignedDelivery> {
  const signature = await sign(body, { secret, id: event.id })
  return { method: 'POST', headers: { 'content-type': 'application/json', ...signature }, body }
}
