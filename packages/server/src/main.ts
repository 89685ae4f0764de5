#!/usr/bin/env node
import { createApp } from './app.ts'
import { createCommands } from './cli/commands.ts'
import { runCommand } from './cli/run-command.ts'
import { stopSignal } from './cli/stop-signal.ts'
import { processTerminal } from './cli/terminal.ts'

process.exitCode = await runCommand(
  createCommands(createApp),
  process.argv.slice(2),
  processTerminal(stopSignal(process)),
)
