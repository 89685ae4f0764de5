import { Type } from 'typebox'
import { RequestError } from '../../../domain/errors.ts'
import { notFound } from '../../../http/workspace-access.ts'
import { prepareJson } from '../../../http/prepared-json.ts'
import { defineRoute, type Route } from '../../../http/route.ts'
import { batchesOf } from '../session-events.ts'
import type { Transfer } from '../transfer-record.ts'
import { settledTransfer } from '../transfers/settled-transfer.ts'
import { endgrateTypeField, transferIdField } from '../wire-schemas.ts'
import { ownTransfer } from './own-transfer.ts'
import { metaSchema, PageCollector, pageFields, pageJson, pathWith } from './page.ts'

export const getDataRoutes: readonly Route[] = [
  getDataRoute('pull', 'getPullData', 'Get the records of a pull'),
  getDataRoute('push', 'getPushData', 'Get what became of the records of a push'),
]

function getDataRoute(direction: Transfer['direction'], operationId: string, summary: string) {
  return defineRoute({
    method: 'GET',
    path: `/api/${direction}/data`,
    operationId,
    tag: 'Transfers',
    summary,
    description: 'What the data webhook was sent of a transfer that is completed.',
    scope: 'read',
    query: Type.Object({
      endgrate_type: endgrateTypeField,
      transfer_id: transferIdField,
      ...pageFields,
    }),
    answer: {
      status: 200,
      description: 'A page of records.',
      schema: Type.Object({
        success: Type.Literal(true),
        meta: metaSchema,
        transfer_data: Type.Array(
          Type.Object({ id: Type.Unknown(), data: Type.Unknown(), associations: Type.Unknown() }),
        ),
      }),
    },
    refusals: ['not_found', 'validation_error'],
    async handle(call, context) {
      const { endgrate_type: endgrateType, transfer_id: transferId } = call.query
      const stored = await ownTransfer(call, transferId, context)
      const transfer = await settledTransfer(context, stored)
      if (transfer.direction !== direction || transfer.endgrateType !== endgrateType) {
        throw notFound('transfer')
      }
      assertCompleted(transfer)
      const page = new PageCollector(call.query)
      for await (const records of batchesOf(context, transfer)) {
        for (const record of records) page.pass(record)
      }
      const path = `${call.surface.root}/${direction}/data`
      const named = pathWith(path, { endgrate_type: endgrateType, transfer_id: transferId })
      return prepareJson(call.reply, pageJson(page, 'transfer_data', named))
    },
  })
}

function assertCompleted({ state }: Transfer): void {
  if (state === 'completed') return
  const message = state === 'failed' ? 'Transfer has failed.' : 'Transfer has not yet completed.'
  throw new RequestError('validation_error', message)
}
