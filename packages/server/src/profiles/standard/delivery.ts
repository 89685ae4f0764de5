import type { DeliveryProfile, RenderedRequest } from '../../domain/delivery-profile.ts'
import { appendSignedHeaders } from '../../domain/signed-headers.ts'
import { formatEventId } from '../../http/public-ids.ts'
import { renderBody } from './render-body.ts'
import { standardSignatures } from './signature-headers.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs

/** @param version - of Posthorn, for receivers' logs */
export function createStandardDelivery(version: string): DeliveryProfile {
  const userAgent = `Posthorn/${version}`
  return {
    name: 'standard',
    timeoutMs: 10 * secondMs,
    // [seed] Five attempts, each counted from the end of the one before.
    retry: {
      delaysMs: [30 * secondMs, 5 * minuteMs, 30 * minuteMs, 120 * minuteMs],
      jitter: 0,
    },
    renderBody,
    renderHeaders(request: RenderedRequest) {
      const headers = [
        'Content-Type',
        'application/json',
        'User-Agent',
        userAgent,
        'Accept-Encoding',
        'identity',
        'X-Event-Type',
        request.event.type,
      ]
      appendSignedHeaders(headers, standardSignatures, request, formatEventId(request.event))
      return headers
    },
  }
}
