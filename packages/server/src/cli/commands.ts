import type { Command } from './command.ts'
import { deliveriesCommand } from './deliveries.ts'
import { devCommand } from './dev.ts'
import { publishCommand } from './publish.ts'
import { sendCommand } from './send.ts'
import { serveCommand } from './serve.ts'
import { webhooksListCommand } from './webhooks-list.ts'
import { webhooksTestCommand } from './webhooks-test.ts'

/** In the order in which the help lists them. */
export const commands: readonly Command[] = [
  devCommand,
  serveCommand,
  publishCommand,
  webhooksListCommand,
  webhooksTestCommand,
  deliveriesCommand,
  sendCommand,
]
