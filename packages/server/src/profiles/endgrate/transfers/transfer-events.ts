import type { RaisedEvent } from '../../../domain/event.ts'
import { composeObject, type ObjectPart } from '../../../domain/json/compose-object.ts'
import { objectMembers } from '../../../domain/json/object-members.ts'
import { timeOfIdMs } from '../../../domain/ids.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { objectIdOf } from '../object-id.ts'
import type { Transfer } from '../transfer-record.ts'
import type { SourceFault } from './ask-source.ts'
import { raiseCallback } from './raise-callback.ts'

type Ids = Pick<ManagementContext, 'ids'>

/** How many bytes of records an event of this transfer has room for. */
export function roomForRecords(transfer: Transfer, maxDataBytes: number): number {
  return maxDataBytes - composeObject(dataOf(transfer, [], false)).length
}

/** Records in as few batches as their size allows, in their order. None is larger than the room. */
export function batchRecords(records: readonly Buffer[], room: number): Buffer[][] {
  const batches: Buffer[][] = []
  let batch: Buffer[] = []
  let bytes = 0
  for (const record of records) {
    // A comma stands before each but the first.
    const added = record.length + (batch.length === 0 ? 0 : 1)
    if (batch.length > 0 && bytes + added > room) {
      batches.push(batch)
      batch = []
      bytes = 0
    }
    bytes += record.length + (batch.length === 0 ? 0 : 1)
    batch.push(record)
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}

/** @param completed - whether it is the transfer's last batch */
export function dataEvent(
  { ids }: Ids,
  transfer: Transfer,
  { records, completed }: { readonly records: readonly Buffer[]; readonly completed: boolean },
): RaisedEvent {
  const data = dataOf(transfer, records, completed)
  return raised(ids.next(), transfer, { type: 'endgrate.data', data })
}

export function completedEvent({ ids }: Ids, transfer: Transfer): RaisedEvent {
  return raised(ids.next(), transfer, { type: 'endgrate.completed', data: commonOf(transfer) })
}

/** @param configuration - the data of the session's configuration, as it was published last */
export function errorEvent(
  { ids }: Ids,
  transfer: Transfer,
  { fault, configuration }: { fault: SourceFault; configuration: Uint8Array | null },
): RaisedEvent {
  const id = ids.next()
  const data: ObjectPart[] = [
    ['pk', objectIdOf(id)],
    ['transfer_id', transfer.id],
    ['session_id', transfer.sessionId],
    ['timestamp', new Date(timeOfIdMs(id)).toISOString()],
    ['error_resolve_text', fault.message],
    ['error_type', fault.type],
    ['resolved', false],
    ['endgrate', composeObject(partsConfigured(transfer, configuration))],
  ]
  return raised(id, transfer, { type: 'endgrate.error', data })
}

function raised(
  id: string,
  { workspaceId, sessionId, id: transferId }: Transfer,
  event: { readonly type: string; readonly data: readonly ObjectPart[] },
): RaisedEvent {
  return raiseCallback({ id, workspaceId, channels: [sessionId, transferId], ...event })
}

function commonOf({ id, sessionId, endgrateType }: Transfer): ObjectPart[] {
  return [
    ['transfer_id', id],
    ['session_id', sessionId],
    ['endgrate', composeObject([['endgrate_type', endgrateType]])],
  ]
}

function dataOf(transfer: Transfer, records: readonly Buffer[], completed: boolean): ObjectPart[] {
  const pieces = records.flatMap((record, index) => (index === 0 ? [record] : [comma, record]))
  const list = Buffer.concat([Buffer.from('['), ...pieces, Buffer.from(']')])
  return [
    ...commonOf(transfer),
    ['completed', completed],
    ['transfer_data', list],
    // Those who know this field. A transfer that fails ends with an error, and has no more batches.
    ...(transfer.hasWebhooks ? [['transfer_errors', false] as const] : []),
  ]
}

const comma = Buffer.from(',')

/** What the document shows of provider and integration, where the configuration tells it. */
function partsConfigured(
  { endgrateType }: Transfer,
  configuration: Uint8Array | null,
): ObjectPart[] {
  if (configuration === null) return []
  const provider = memberAt(configuration, ['endgrate', 'provider_info'])
  const integration = memberAt(configuration, ['schemas', endgrateType, 'integration_info'])
  return [
    ...(provider === null ? [] : [['provider_info', provider] as const]),
    ...(integration === null ? [] : [['integration_info', integration] as const]),
  ]
}

function memberAt(object: Uint8Array, path: readonly string[]): Uint8Array | null {
  let at = object
  for (const name of path) {
    if (at[0] !== 0x7b) return null
    const found = objectMembers(at).find(([key]) => key === name)
    if (found === undefined) return null
    at = found[1]
  }
  return at
}
