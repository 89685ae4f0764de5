import { Type, type Static } from 'typebox'
import type { ManagementContext } from '../../../management/management-context.ts'
import { batchesOf, latestConfiguration } from '../session-events.ts'
import type { Session } from '../session-record.ts'
import type { Transfer } from '../transfer-record.ts'

const count = (description: string) => Type.Integer({ description })

/** [found] The document's fields, in its order. */
export const typeStatisticsSchema = Type.Object({
  batch_size: count('Records of the largest batch.'),
  records: count('That have arrived.'),
  batches: count('That have arrived.'),
  batches_queued: count('None: what arrives is published at once.'),
  batches_success: count('All that have arrived.'),
  batches_fail: count('1 when the transfer has failed, on the batch that did not arrive.'),
  records_transferred: count('As `records`.'),
  completed: Type.Boolean(),
  provider: Type.Optional(Type.String({ description: 'As it was configured.' })),
  integration: Type.Optional(Type.String({ description: 'As it was configured.' })),
})

type TypeStatistics = Static<typeof typeStatisticsSchema>

/** For each type, counted from what was published. At most one transfer of each. */
export async function statisticsOf(
  context: Pick<ManagementContext, 'store'>,
  session: Session,
  transfers: readonly Transfer[],
): Promise<Record<string, TypeStatistics>> {
  const configuration = await readConfiguration(context, session)
  const rows: [string, TypeStatistics][] = []
  for (const transfer of transfers) {
    const { endgrateType, state } = transfer
    const numbers = await countRecords(context, transfer)
    rows.push([
      endgrateType,
      {
        batch_size: numbers.largest,
        records: numbers.records,
        batches: numbers.batches,
        batches_queued: 0,
        batches_success: numbers.batches,
        batches_fail: state === 'failed' ? 1 : 0,
        records_transferred: numbers.records,
        completed: state === 'completed',
        ...configuration(endgrateType),
      },
    ])
  }
  return Object.fromEntries(rows)
}

async function countRecords(context: Pick<ManagementContext, 'store'>, transfer: Transfer) {
  const numbers = { records: 0, batches: 0, largest: 0 }
  for await (const { length } of batchesOf(context, transfer)) {
    numbers.records += length
    numbers.batches += 1
    numbers.largest = Math.max(numbers.largest, length)
  }
  return numbers
}

type Configured = Pick<TypeStatistics, 'provider' | 'integration'>

/** What the user chose for a type, as far as the product has published it in the documented form. */
async function readConfiguration(
  context: Pick<ManagementContext, 'store'>,
  session: Session,
): Promise<(endgrateType: string) => Configured> {
  const event = await latestConfiguration(context, session)
  const data: unknown = event === null ? {} : JSON.parse(Buffer.from(event.data).toString('utf8'))
  const provider = textAt(data, ['endgrate', 'provider'])
  return (endgrateType) => {
    const integration =
      textAt(data, ['schemas', endgrateType, 'integration']) ??
      textAt(data, ['passthrough_schemas', endgrateType, 'integration'])
    return {
      ...(provider === undefined ? {} : { provider }),
      ...(integration === undefined ? {} : { integration }),
    }
  }
}

function textAt(value: unknown, path: readonly string[]): string | undefined {
  let at = value
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    // It has a member of this name.
    at = (at as Record<string, unknown>)[name]
  }
  return typeof at === 'string' ? at : undefined
}
