import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderConfigurationDoc } from '../packages/server/src/cli/render-configuration-doc.ts'

writeFileSync(join(import.meta.dirname, '..', 'docs', 'configuration.md'), renderConfigurationDoc())
