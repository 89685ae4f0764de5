// `posthorn serve` that can be told to die at a point of its work. Settings come from the
// environment, as there; it loads its modules, waits to be told to begin, and says where it listens.
import { once } from 'node:events'
import { pino } from 'pino'
import { createApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/config.ts'
import { readEnvironment } from '../../src/config/read-environment.ts'
import { loadSecrets } from '../../src/config/secrets.ts'
import { createAddressGuard } from '../../src/egress/address-guard.ts'
import { createSender } from '../../src/egress/undici-sender.ts'
import { FaultTrigger, senderWithFaults, storeWithFaults, type Fault } from './fault-point.ts'
import { openStore } from './sqlite-database.ts'

/** A retry after 30 s comes after 150 ms, so that retries meet kills. */
const retrySpeedup = 200

// `ServerUnderKill` sends this message.
const [{ fault }] = (await once(process, 'message')) as [{ readonly fault: Fault | null }]
const trigger = new FaultTrigger(fault)
const environment = readEnvironment(process.env)
const { config } = await loadConfig('serve', environment, process.cwd())
trigger.passSoon('while-opening')
const store = await openStore(config)
const guard = createAddressGuard({
  allowNetworks: config.allowNetworks,
  denyNetworks: config.denyNetworks,
  isOwnAddress: () => false,
})
const sender = createSender({ rules: { allowHttp: config.allowHttp, guard, allowPorts: [] } })
const app = await createApp({
  config: { ...config, devSpeedup: retrySpeedup },
  secrets: loadSecrets(environment, config.dataDir),
  log: pino({ level: config.logLevel }),
  store: storeWithFaults(store, trigger),
  sender: senderWithFaults(sender, trigger),
})
const port = await app.listen({ host: config.host, port: 0 })
process.send?.({ port })
process.once('SIGTERM', () => {
  void app.stop().then(() => process.exit(0))
})
// Whoever started it has ended.
process.once('disconnect', () => process.exit(1))
