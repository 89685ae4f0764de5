import {
  createSigningSecret,
  type SignatureScheme,
} from '../../../server/src/domain/signature-scheme.ts'
import { appendSignedHeaders } from '../../../server/src/domain/signed-headers.ts'
import { builtInProfiles } from '../../../server/src/profiles/registry.ts'
import { github, stripe } from '../../../server/test/support/signature-schemes.ts'

export interface Trial {
  readonly what: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly secret: string
  readonly isGenuine: boolean
}

/** What every profile signs with, and two that operators copy. */
export const trialSchemes: readonly SignatureScheme[] = [
  ...builtInProfiles.flatMap(({ signatures }) => signatures),
  github,
  stripe,
]

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const otherSecret = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
const body = '{"id":"evt_1","name":"Zoë","n":1.0}'

/** Requests that the server has signed, and such as must not be taken for one. */
export function trialsOf(scheme: SignatureScheme): Trial[] {
  const nowS = Math.floor(Date.now() / 1000)
  const headers = headersOf(scheme, [secret], nowS)
  const request = { body, headers, secret }
  const signature = headers[scheme.header] ?? ''
  const bad = { ...request, isGenuine: false }
  return [
    { ...request, what: 'good', isGenuine: true },
    { ...bad, what: 'a changed body', body: `${body} ` },
    { ...bad, what: 'a wrong secret', secret: otherSecret },
    { ...bad, what: 'no headers', headers: {} },
    { ...bad, what: 'nonsense', headers: { ...headers, [scheme.header]: 'nonsense' } },
    {
      ...bad,
      what: 'a signature cut short',
      headers: { ...headers, [scheme.header]: signature.slice(0, -2) },
    },
    ...timedTrials(scheme, nowS),
    ...rotationTrials(scheme, nowS),
  ]
}

function timedTrials(scheme: SignatureScheme, nowS: number): Trial[] {
  if (scheme.content === 'body') return []
  const bad = { body, secret, isGenuine: false }
  const { timestampHeader } = scheme
  const trials = [
    { ...bad, what: 'an old time', headers: headersOf(scheme, [secret], nowS - 4000) },
    { ...bad, what: 'a time to come', headers: headersOf(scheme, [secret], nowS + 4000) },
  ]
  if (timestampHeader === undefined) return trials
  const headers = headersOf(scheme, [secret], nowS)
  return [
    ...trials,
    { ...bad, what: 'another time', headers: { ...headers, [timestampHeader]: `${nowS - 1}` } },
    { ...bad, what: 'no number', headers: { ...headers, [timestampHeader]: `${nowS}x` } },
  ]
}

/** For a while after a rotation both secrets sign. */
function rotationTrials(scheme: SignatureScheme, nowS: number): Trial[] {
  if (scheme.list === undefined) return []
  const headers = headersOf(scheme, [otherSecret, secret], nowS)
  return [
    { what: 'two secrets, the former', body, headers, secret, isGenuine: true },
    { what: 'two secrets, the new one', body, headers, secret: otherSecret, isGenuine: true },
  ]
}

function headersOf(
  scheme: SignatureScheme,
  texts: readonly string[],
  timestampS: number,
): Record<string, string> {
  const headers: string[] = []
  const secrets = texts.map(createSigningSecret)
  appendSignedHeaders(headers, [scheme], { secrets, timestampS, body: Buffer.from(body) }, 'evt_1')
  const pairs = headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? '']] : []))
  return Object.fromEntries(pairs)
}
