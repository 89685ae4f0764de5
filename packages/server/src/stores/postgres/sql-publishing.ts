import { sql, type Operation } from '../operations/query.ts'

/** What `posthorn.publish` has to know, and only nodes do. */
export interface SqlPublishing {
  /** Of the catalogues of enabled profiles. */
  readonly typeNames: readonly string[]
  readonly maxDataBytes: number
}

/**
 * Types are added and never removed: nodes of two versions may run, and have the last word on an
 * event that only the other one knows.
 */
export function* describeTypes({ typeNames, maxDataBytes }: SqlPublishing): Operation<void> {
  yield* sql`
    INSERT INTO profile_types (name)
    SELECT value FROM json_each(${JSON.stringify(typeNames)}) ON CONFLICT DO NOTHING`
  yield* sql`UPDATE meta SET value = ${maxDataBytes} WHERE key = 'max_data_bytes'`
}
