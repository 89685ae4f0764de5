import type { AppFactory } from '../api/app-factory.ts'
import { backupCommand } from './backup.ts'
import type { Command } from './command.ts'
import { deliveriesCommand } from './deliveries.ts'
import { createDevCommand } from './dev.ts'
import { keysRotateCommand } from './keys-rotate.ts'
import { createOperatorAddCommand } from './operator-add.ts'
import { publishCommand } from './publish.ts'
import { sendCommand } from './send.ts'
import { createServeCommand } from './serve.ts'
import { webhooksListCommand } from './webhooks-list.ts'
import { webhooksTestCommand } from './webhooks-test.ts'

/** In the order in which the help lists them. */
export function createCommands(createApp: AppFactory): readonly Command[] {
  return [
    createDevCommand(createApp),
    createServeCommand(createApp),
    publishCommand,
    webhooksListCommand,
    webhooksTestCommand,
    deliveriesCommand,
    sendCommand,
    keysRotateCommand,
    createOperatorAddCommand(createApp),
    backupCommand,
  ]
}
