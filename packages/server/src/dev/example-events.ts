import type { Id } from '../domain/ids.ts'
import { isOperational } from '../domain/operational-event.ts'
import type { Engine } from '../engine/engine.ts'
import type { ManagementContext } from '../management/management-context.ts'

/** The types of the built-in profile with their example data, one after the other. */
export function createExamplePublisher(
  context: ManagementContext,
  workspaceId: Id,
): () => Promise<void> {
  const examples = (context.profiles.get('standard')?.rules.eventTypes ?? []).filter(
    ({ name, example }) => example !== null && !isOperational(name),
  )
  let count = 0
  return async () => {
    const chosen = examples[count++ % examples.length]
    const type = chosen?.name ?? 'user.created'
    await publishOne(context.engine, workspaceId, { type, data: chosen?.example ?? {} })
  }
}

async function publishOne(
  engine: Engine,
  workspaceId: Id,
  { type, data }: { readonly type: string; readonly data: object },
): Promise<void> {
  const [result] = await engine.publish([
    {
      workspaceId,
      type,
      data: Buffer.from(JSON.stringify(data)),
      channels: [],
      subject: null,
      occurredAtMs: null,
      idempotency: null,
    },
  ])
  if (result?.kind === 'refused') throw result.error
}
