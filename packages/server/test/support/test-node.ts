import { openPostgresStore } from '../../src/stores/postgres/open-postgres-store.ts'
import type { Store } from '../../src/stores/store.ts'
import { startTestEngine, type TestEngine, type TestEngineOptions } from './test-engine.ts'

export interface TestNodeOptions extends Partial<Omit<TestEngineOptions, 'directory'>> {
  readonly url: string
  readonly pooling?: 'direct' | 'transaction'
}

/** An engine on a PostgreSQL that others may share. */
export function startTestNode({ url, pooling, ...options }: TestNodeOptions): Promise<TestEngine> {
  const isWorker = options.isWorker ?? true
  return startTestEngine({
    directory: '',
    wakeInboxEveryMs: 25,
    openStore: () => openNodeStore({ url, pooling: pooling ?? 'direct', isWorker }),
    ...options,
  })
}

interface NodeStore {
  readonly url: string
  readonly pooling: 'direct' | 'transaction'
  readonly isWorker: boolean
}

async function openNodeStore(options: NodeStore): Promise<Store> {
  const nowMs = (): number => Date.now()
  return (await openPostgresStore({ ...options, connections: 6, nowMs })).store
}
