// `posthorn serve` that can be told to strike itself at a point of its work. Settings come from the
// environment, as there; it loads its modules, waits to be told to begin, and says where it listens.
import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { pino } from 'pino'
import { createApp } from '../../src/app.ts'
import { loadConfig, type Config } from '../../src/config/config.ts'
import { readEnvironment } from '../../src/config/read-environment.ts'
import { loadSecrets } from '../../src/config/secrets.ts'
import { createAddressGuard } from '../../src/egress/address-guard.ts'
import { createSender } from '../../src/egress/undici-sender.ts'
import { openStore } from '../../src/stores/open-store.ts'
import type { Store } from '../../src/stores/store.ts'
import { FaultTrigger, senderWithFaults, storeWithFaults, type Fault } from './fault-point.ts'

/** What a server tells whoever started it. */
export type ServerMessage = { readonly port: number } | 'strikes'

/** What it is told: how it is to be struck, in place of what it was told before. */
export interface DriverMessage {
  readonly fault: Fault | null
}

/** A retry after 30 s comes after 150 ms, so that retries meet faults. */
const retrySpeedup = 200

// Node would write it at an end that never comes.
flushCompileCache()
const trigger = new FaultTrigger(() => tell('strikes'))
const begun = once(process, 'message')
process.on('message', ({ fault }: DriverMessage) => trigger.arm(fault))
await begun
const environment = readEnvironment(process.env)
const { config } = await loadConfig('serve', environment, process.cwd())
const secrets = loadSecrets(environment, config.dataDir)
trigger.passSoon('while-opening')
const store = await openStoreOf(config, secrets.databaseUrl)
const guard = createAddressGuard({
  allowNetworks: config.allowNetworks,
  denyNetworks: config.denyNetworks,
  isOwnAddress: () => false,
})
const sender = createSender({ rules: { allowHttp: config.allowHttp, guard, allowPorts: [] } })
const app = await createApp({
  config: { ...config, devSpeedup: retrySpeedup },
  secrets,
  log: pino({ level: config.logLevel }),
  store: storeWithFaults(store, trigger),
  sender: senderWithFaults(sender, trigger),
})
tell({ port: await app.listen({ host: config.host, port: 0 }) })
process.once('SIGTERM', () => {
  void app.stop().then(() => process.exit(0))
})
// Whoever started it has ended.
process.once('disconnect', () => process.exit(1))

async function openStoreOf(
  { dataDir, databaseConnections: connections, databasePooling: pooling }: Config,
  url: string | null,
): Promise<Store> {
  const publishing = { typeNames: ['user.created'], maxDataBytes: 262_144 }
  const { store: opened } = await openStore({
    directory: dataDir,
    postgres: url === null ? null : { url, connections, pooling, publishing },
    nowMs: () => Date.now(),
  })
  return opened
}

function tell(message: ServerMessage): void {
  process.send?.(message)
}
