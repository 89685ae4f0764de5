import type { HeldDelivery } from '../../domain/delivery.ts'
import { idOfOptionalBytes } from '../operations/id-bytes.ts'
import type { ClaimReply } from './claims.ts'
import { FrameReader } from './frame.ts'

/** The other end of `claims.ts`. */
export function decodeClaim({ count, frame }: ClaimReply): HeldDelivery[] {
  const reader = new FrameReader(frame)
  return Array.from({ length: count }, () => readHeld(reader))
}

function readHeld(frame: FrameReader): HeldDelivery {
  const id = frame.id()
  const workspaceId = frame.id()
  const eventId = frame.id()
  const webhookId = frame.id()
  const laneId = frame.id()
  const attempts = frame.number()
  const retryOf = idOfOptionalBytes(frame.optionalBytes())
  const body = frame.optionalBytes()
  const type = frame.text()
  const occurredAtMs = frame.number()
  const acceptedAtMs = frame.number()
  const isTest = frame.number() === 1
  const channels = frame.optionalText()
  const subject = frame.optionalText()
  // Copied, so that one slow delivery does not keep the bytes of the whole claim in memory.
  const data = frame.bytes().slice()
  return {
    id,
    event: {
      id: eventId,
      workspaceId,
      type,
      data,
      // Written by the journal from a list of strings.
      channels: channels === null ? noChannels : (JSON.parse(channels) as string[]),
      subject,
      occurredAtMs,
      acceptedAtMs,
      isTest,
    },
    webhookId,
    laneId,
    attempts,
    body: body === null ? null : body.slice(),
    retryOf,
  }
}

const noChannels: readonly string[] = []
