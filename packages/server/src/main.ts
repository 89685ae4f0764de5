#!/usr/bin/env node
import type { AppFactory } from './api/app-factory.ts'
import { createCommands } from './cli/commands.ts'
import { runCommand } from './cli/run-command.ts'
import { stopSignal } from './cli/stop-signal.ts'
import { processTerminal } from './cli/terminal.ts'

/** Loaded when it is needed: most commands are done sooner than a server has loaded its modules. */
const createApp: AppFactory = async (request) => (await import('./app.ts')).createApp(request)

process.exitCode = await runCommand(
  createCommands(createApp),
  process.argv.slice(2),
  processTerminal(stopSignal(process)),
)
