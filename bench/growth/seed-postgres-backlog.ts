import { newId, startMs } from '../../packages/server/src/stores/contract/samples.ts'

export interface BacklogOptions {
  readonly rows: number
  readonly dataBytes: number
}

const lanes = 1000
const dayMs = 24 * 3_600_000

/**
 * Deliveries that wait in a thousand lanes: half of them parked, a quarter scheduled for tomorrow, a
 * quarter due.
 */
export async function seedBacklog(
  query: (sql: string) => Promise<unknown>,
  { rows, dataBytes }: BacklogOptions,
): Promise<void> {
  const first = newId()
  const numbered = (start: string, n: string): string =>
    `(left('${start}', 20) || lpad(to_hex(${n}), 12, '0'))::uuid`
  const lane = numbered(newId(), `n % ${lanes}`)
  const workspace = numbered(newId(), `n % ${lanes}`)
  await query(`
    INSERT INTO posthorn.events (id, workspace_id, seq, occurred_at_ms, accepted_at_ms, is_test, type,
      data)
    SELECT ${numbered(first, 'n * 16')}, ${workspace}, 0, ${startMs}, ${startMs}, 0, 'user.created',
      convert_to(rpad('', ${dataBytes}, 'x'), 'UTF8')
    FROM generate_series(1, ${rows}) AS n`)
  await query(`
    INSERT INTO posthorn.queue (id, workspace_id, event_id, webhook_id, lane_id, state, due_at_ms)
    SELECT ${numbered(first, 'n * 16 + 1')}, ${workspace}, ${numbered(first, 'n * 16')}, ${lane},
      ${lane}, CASE WHEN n % 4 < 2 THEN 1 ELSE 2 END,
      CASE n % 4 WHEN 2 THEN ${startMs + dayMs} + n WHEN 3 THEN ${startMs} - 1000000 + n END
    FROM generate_series(1, ${rows}) AS n`)
  await query('VACUUM (ANALYZE) posthorn.queue')
  await query('CHECKPOINT')
}
