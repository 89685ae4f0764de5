import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import type { CertificateSummary, TlsMaterial } from '../domain/webhook.ts'
import { secureContextOf } from './secure-contexts.ts'

/** Material that connections can be made with, and what may be told of it. */
export interface CheckedTls {
  readonly kind: 'checked'
  /** What TLS needs of the texts that were given, and nothing else. */
  readonly material: TlsMaterial
  readonly clientCertificate: CertificateSummary | null
  readonly authorities: readonly CertificateSummary[]
}

export interface TlsFault {
  readonly kind: 'fault'
  readonly part: keyof TlsMaterial
  /** Completes a sentence that begins with the part. */
  readonly message: string
}

/** Characters, for each part. */
export const longestPem = 16 * 1024
const mostCertificates = 10
const longestSubject = 200

const certificatePattern = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Everything that can be known before a receiver is asked. */
export function checkTlsMaterial(given: TlsMaterial, nowMs: number): CheckedTls | TlsFault {
  const own = checkCertificates('clientCertificate', given.clientCertificate, nowMs)
  if ('kind' in own) return own
  const authorities = checkCertificates('ca', given.ca, nowMs)
  if ('kind' in authorities) return authorities
  const key = checkKey(given.clientKey, own.certificates[0])
  if (key !== null && 'kind' in key) return key
  const material: TlsMaterial = {
    clientCertificate: own.pem,
    clientKey: key === null ? null : key.pem,
    ca: authorities.pem,
  }
  return faultOfContext(material) ?? checked(material, own.certificates, authorities.certificates)
}

function checked(
  material: TlsMaterial,
  [own]: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): CheckedTls {
  return {
    kind: 'checked',
    material,
    clientCertificate: own === undefined ? null : summaryOf(own),
    authorities: authorities.map(summaryOf),
  }
}

interface Certificates {
  /** null: none were given. */
  readonly pem: string | null
  readonly certificates: readonly X509Certificate[]
}

function checkCertificates(
  part: 'clientCertificate' | 'ca',
  text: string | null,
  nowMs: number,
): Certificates | TlsFault {
  if (text === null) return { pem: null, certificates: [] }
  if (text.length > longestPem) return fault(part, `has more than ${longestPem} characters`)
  const blocks = text.match(certificatePattern) ?? []
  if (blocks.length === 0) return fault(part, 'has to be a certificate in PEM')
  if (blocks.length > mostCertificates) {
    return fault(part, `has more than ${mostCertificates} certificates`)
  }
  const certificates: X509Certificate[] = []
  for (const block of blocks) {
    const certificate = readCertificate(block)
    if (certificate === null) return fault(part, 'holds a certificate that cannot be read')
    if (certificate.validToDate.getTime() <= nowMs) {
      return fault(part, `holds a certificate that has expired: ${subjectOf(certificate)}`)
    }
    certificates.push(certificate)
  }
  return { pem: `${blocks.join('\n')}\n`, certificates }
}

/** null: there is neither a key nor a certificate. */
function checkKey(
  text: string | null,
  certificate: X509Certificate | undefined,
): { readonly pem: string } | TlsFault | null {
  if (text === null) {
    return certificate === undefined ? null : fault('clientKey', 'is missing')
  }
  if (certificate === undefined) return fault('clientCertificate', 'is missing')
  if (text.length > longestPem) return fault('clientKey', `has more than ${longestPem} characters`)
  if (/ENCRYPTED/.test(text)) return fault('clientKey', 'must not be encrypted')
  const key = readKey(text)
  if (key === null) return fault('clientKey', 'has to be a private key in PEM')
  if (!certificate.checkPrivateKey(key)) {
    return fault('clientKey', 'is not the key of the client certificate')
  }
  return { pem: key.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/** OpenSSL has rules of its own, such as how weak a key may be. */
function faultOfContext(material: TlsMaterial): TlsFault | null {
  try {
    secureContextOf(material, null)
    return null
  } catch {
    const part = material.clientCertificate === null ? 'ca' : 'clientCertificate'
    return fault(part, 'is refused by OpenSSL; its key or its signature may be too weak')
  }
}

function readCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    return null
  }
}

function readKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

function summaryOf(certificate: X509Certificate): CertificateSummary {
  return {
    subject: subjectOf(certificate),
    fingerprint: certificate.fingerprint256,
    expiresAtMs: certificate.validToDate.getTime(),
  }
}

function subjectOf({ subject }: X509Certificate): string {
  return subject.replaceAll('\n', ', ').slice(0, longestSubject)
}

function fault(part: TlsFault['part'], message: string): TlsFault {
  return { kind: 'fault', part, message }
}
