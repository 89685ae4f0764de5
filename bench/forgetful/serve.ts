// `posthorn serve` with a store that forgets; settings come from the environment, as there.
import { pino } from 'pino'

import { createApp } from '../../packages/server/src/app.ts'
import { loadConfig } from '../../packages/server/src/config/config.ts'
import { readEnvironment } from '../../packages/server/src/config/read-environment.ts'
import { loadSecrets } from '../../packages/server/src/config/secrets.ts'
import { openSqliteStore } from '../../packages/server/src/stores/sqlite/open-sqlite-store.ts'
import { createForgetfulStore } from './forgetful-store.ts'

const environment = readEnvironment(process.env)
const { config } = await loadConfig('serve', environment, process.cwd())
const store = await openSqliteStore({ directory: config.dataDir, nowMs: () => Date.now() })
const app = await createApp({
  config,
  secrets: loadSecrets(environment, config.dataDir),
  log: pino({ level: config.logLevel }),
  store: createForgetfulStore(store),
})
await app.listen({ host: config.host, port: config.port })
process.once('SIGTERM', () => {
  void app.stop().finally(() => process.exit(0))
})
