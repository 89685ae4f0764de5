import { newId, startMs } from '../../../../stores/contract/samples.ts'
import { objectIdOf } from '../../object-id.ts'
import type { Transfer } from '../../transfer-record.ts'

/** One that has just begun. */
export function sampleTransfer(fields: Partial<Transfer> = {}): Transfer {
  return {
    id: objectIdOf(newId()),
    workspaceId: newId(),
    sessionId: objectIdOf(newId()),
    endgrateType: 'crm-contact',
    direction: 'pull',
    by: 'source',
    params: '{}',
    sync: false,
    synchronous: false,
    hasWebhooks: false,
    bypassRateLimit: false,
    state: 'running',
    cursor: null,
    records: 0,
    batches: 0,
    failures: 0,
    startedAtMs: startMs,
    endedAtMs: null,
    lastEventId: null,
    ...fields,
  }
}
