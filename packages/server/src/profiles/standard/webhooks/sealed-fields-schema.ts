import { Type, type Static } from 'typebox'
import {
  headerValuePattern,
  longestHeaderValue,
  maskedValue,
  mostCustomHeaders,
} from '../../../domain/custom-headers.ts'
import { headerNamePattern } from '../../../domain/header-names.ts'
import type { CertificateSummary, SealedTls, Webhook } from '../../../domain/webhook.ts'
import { longestPem } from '../../../egress/tls-material.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import type { SealedFields } from '../../../management/sealed-fields.ts'
import { answerObject, closedObject, nullable, timestamp } from '../schemas.ts'

const headerValue = Type.String({
  minLength: 1,
  maxLength: longestHeaderValue,
  pattern: headerValuePattern,
})

const headerLimits = {
  maxProperties: mostCustomHeaders,
  propertyNames: { pattern: headerNamePattern },
}

const pem = Type.String({ minLength: 1, maxLength: longestPem })

const tls = nullable(
  closedObject(
    {
      client_certificate: Type.Optional(
        nullable(pem, {
          description:
            'What it shows to receivers that ask for a certificate, in PEM; its intermediates may follow it.',
        }),
      ),
      client_key: Type.Optional(
        nullable(pem, { description: 'The key of that certificate, in PEM and not encrypted.' }),
      ),
      ca: Type.Optional(
        nullable(pem, {
          description:
            'The authorities that it trusts in place of those that everybody trusts, in PEM.',
        }),
      ),
    },
    { minProperties: 1 },
  ),
  {
    description:
      'For its TLS connections, which no other webhook uses. Parts that are left out stay as they are; null takes a part away, or all of it.',
  },
)

const headersOf = 'Sent after the headers of its profile.'

/** What `POST` and `PATCH` take. */
export const sealedFieldsOfCreation = {
  custom_headers: Type.Optional(
    nullable(Type.Record(Type.String(), headerValue, headerLimits), {
      description: `${headersOf} Their values are never shown again.`,
      examples: [{ Authorization: 'Basic cG9zdGhvcm46c2VjcmV0' }],
    }),
  ),
  tls: Type.Optional(tls),
}

export const sealedFieldsOfChange = {
  custom_headers: Type.Optional(
    nullable(Type.Record(Type.String(), nullable(headerValue), headerLimits), {
      description: `${headersOf} Those that are left out stay as they are; null takes one away, or all of them.`,
      examples: [{ Authorization: 'Basic cG9zdGhvcm46c2VjcmV0', 'X-Former': null }],
    }),
  ),
  tls: Type.Optional(tls),
}

interface GivenSealedFields {
  readonly custom_headers?: SealedFields['customHeaders'] | undefined
  readonly tls?: Static<typeof tls> | undefined
}

export function readSealedFields({
  custom_headers: customHeaders,
  tls: given,
}: GivenSealedFields): SealedFields {
  return {
    ...(customHeaders === undefined ? {} : { customHeaders }),
    ...(given === undefined ? {} : { tls: given === null ? null : readTls(given) }),
  }
}

function readTls({
  client_certificate: clientCertificate,
  client_key: clientKey,
  ca,
}: NonNullable<Static<typeof tls>>): NonNullable<SealedFields['tls']> {
  return {
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(clientKey === undefined ? {} : { clientKey }),
    ...(ca === undefined ? {} : { ca }),
  }
}

const certificateSchema = answerObject(
  {
    subject: Type.String({ examples: ['CN=hooks, O=Acme'] }),
    fingerprint: Type.String({ description: 'SHA-256 in hex digits, by pairs.' }),
    expires_at: timestamp('When it expires.'),
  },
  { title: 'Certificate', description: 'What may be told of a certificate.' },
)

/** What answers show. */
export const shownSealedFields = {
  custom_headers: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description: 'Their names; the values are not shown.',
      examples: [{ Authorization: maskedValue }],
    }),
  ),
  tls: Type.Optional(
    answerObject(
      {
        client_certificate: Type.Optional(certificateSchema),
        ca: Type.Optional(Type.Array(certificateSchema)),
      },
      { description: 'What its TLS connections are made with, without the key.' },
    ),
  ),
}

export function showSealedFields({ customHeaders, tls: sealed }: Webhook) {
  return {
    ...(customHeaders === null
      ? {}
      : {
          custom_headers: Object.fromEntries(
            customHeaders.names.map((name) => [name, maskedValue]),
          ),
        }),
    ...(sealed === null ? {} : { tls: showTls(sealed) }),
  }
}

function showTls({ clientCertificate, authorities }: SealedTls) {
  return {
    ...(clientCertificate === null
      ? {}
      : { client_certificate: showCertificate(clientCertificate) }),
    ...(authorities.length === 0 ? {} : { ca: authorities.map(showCertificate) }),
  }
}

function showCertificate({ subject, fingerprint, expiresAtMs }: CertificateSummary) {
  return { subject, fingerprint, expires_at: formatTimestamp(expiresAtMs) }
}
