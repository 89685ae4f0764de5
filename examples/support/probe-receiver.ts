// Run as a program: asks the `receive` of a module what it answers, and prints it on a line that
// begins with `Answered:`.
import { schemes, sign, type HmacScheme } from '@posthorn/sdk'

const [, , path = '', type = '', headerName = ''] = process.argv
const secret = process.env['WEBHOOK_SECRET'] ?? ''
const scheme: HmacScheme =
  headerName === schemes.webhookSignature.header
    ? schemes.webhookSignature
    : schemes.standardWebhooks

const data = { id: 'user_123', name: 'Ada Lovelace', user_id: 'user_123' }
const event = { id: 'evt_1', type, created_at: '2026-01-15T12:30:00Z', data }
const body = JSON.stringify(event)

/** The probed module is a snippet, which promises nothing. */
const { receive }: { receive: (request: Request) => Promise<Response> } = await import(path)

async function statusOf(signedWith: string): Promise<number> {
  const headers = await sign(body, { secret: signedWith, scheme, id: event.id })
  const request = new Request('http://localhost/webhooks', { method: 'POST', headers, body })
  return (await receive(request)).status
}

const forged = await statusOf(`whsec_${btoa('not the secret of this receiver')}`)
const answers = { forged, genuine: await statusOf(secret), again: await statusOf(secret) }
console.log(`Answered: ${JSON.stringify(answers)}`)
