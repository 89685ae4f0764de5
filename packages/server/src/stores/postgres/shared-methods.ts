import type { Id } from '../../domain/ids.ts'
import { bytesOfId, idOfBytes } from '../operations/id-bytes.ts'
import { sql, type Operation, type ResultRow } from '../operations/query.ts'
import type { KeyCheck, News, SharedStore } from '../shared-store.ts'
import { uuidArray } from './binary-array.ts'
import { listenToCatalog, type CatalogListener } from './catalog-listener.ts'
import type { Claims } from './claims.ts'
import type { Database } from './database.ts'
import type { NodeSession } from './node-session.ts'
import { registerNode } from './node.ts'

export interface SharedMethods {
  readonly methods: SharedStore
  close(): Promise<void>
}

export interface SharedDependencies {
  readonly database: Database
  readonly node: NodeSession
  readonly claims: Claims
  /** Where to listen; null: behind a pooler that gives each transaction another session nobody can. */
  readonly listenUrl: string | null
}

export function createSharedMethods(dependencies: SharedDependencies): SharedMethods {
  const { database, node, claims, listenUrl } = dependencies
  const { write } = database
  let listener: CatalogListener | null = null

  const methods: SharedStore = {
    get workers() {
      return Math.max(1, node.heartbeat.workers)
    },
    get isFirst() {
      return node.isWorker && node.heartbeat.before === 0
    },
    claimOwned: claims.claimOwned,
    releaseLanes: (laneIds) =>
      claims.between(async () => {
        const values = [node.number, uuidArray(laneIds)]
        await database.ask({ text: 'SELECT posthorn.release_lanes($1, $2)', values })
      }),
    async hintLane(laneId, isDoubt) {
      const values = [node.number, Buffer.from(bytesOfId(laneId)), isDoubt]
      await database.ask({ text: 'SELECT posthorn.hint_lane($1, $2, $3)', values })
    },
    async readNews() {
      const text = 'SELECT lane, is_doubt::integer AS is_doubt FROM posthorn.read_news($1)'
      return newsOf(await database.ask({ text, values: [node.number] }))
    },
    watchCatalog(onChange) {
      if (listenUrl !== null) listener ??= listenToCatalog(listenUrl, onChange)
    },
    rejoin: () =>
      claims.between(async () => {
        node.number = await write(() => registerNode(node.isWorker))
        claims.forgetDoubts()
      }),
    keyChecks: (own) => write(() => keyChecks(own)),
    addKeyCheck: (own) => write(() => addKeyCheck(own)),
    keepKeyCheck: (keyName) => write(() => keepKeyCheck(keyName)),
  }
  return {
    methods,
    async close() {
      await listener?.close()
    },
  }
}

function newsOf(rows: readonly ResultRow[]): News {
  const lanes: { id: Id; isDoubt: boolean }[] = []
  for (const { lane, is_doubt: isDoubt } of rows) {
    if (lane instanceof Uint8Array) lanes.push({ id: idOfBytes(lane), isDoubt: isDoubt === 1 })
  }
  return { lanes, hasRaised: lanes.length < rows.length }
}

/** Of several nodes that are the first, one is. */
function* keyChecks({ keyName, sealed }: KeyCheck): Operation<readonly string[]> {
  yield* sql`SELECT pg_advisory_xact_lock(8030604, 5)`
  yield* sql`
    INSERT INTO key_checks (key_name, sealed)
    SELECT ${keyName}, ${sealed} WHERE NOT EXISTS (SELECT FROM key_checks)`
  const rows = yield* sql<{ sealed: string }>`SELECT sealed FROM key_checks`
  return rows.map((row) => row.sealed)
}

function* addKeyCheck({ keyName, sealed }: KeyCheck): Operation<void> {
  yield* sql`
    INSERT INTO key_checks (key_name, sealed) VALUES (${keyName}, ${sealed}) ON CONFLICT DO NOTHING`
}

function* keepKeyCheck(keyName: string): Operation<void> {
  yield* sql`DELETE FROM key_checks WHERE key_name <> ${keyName}`
}
