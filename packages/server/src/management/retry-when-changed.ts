import { RequestError } from '../domain/errors.ts'
import type { ManagementContext } from './management-context.ts'

const maxTries = 5

/**
 * Makes a change that is based on what the catalogue holds, and makes it again on what somebody
 * else has written in the meantime. Returns once this node's catalogue has the change.
 *
 * @param change - reads, changes and writes; resolves to `changed` when its write came too late
 */
export async function retryWhenChanged<Result>(
  { engine }: Pick<ManagementContext, 'engine'>,
  change: () => Promise<Result | 'changed'>,
): Promise<Result> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const result = await change()
    await engine.refreshCatalog()
    if (result !== 'changed') return result
  }
  throw new RequestError(
    'conflict',
    'Others are changing this at the same time. Look at it again, then repeat your change.',
  )
}

/** The time of a change. Greater than that of the one before it, which is how a late write is told. */
export function changeTimeMs(nowMs: number, previousMs: number): number {
  return Math.max(nowMs, previousMs + 1)
}
