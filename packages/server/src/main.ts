#!/usr/bin/env node
import { commands } from './cli/commands.ts'
import { runCommand } from './cli/run-command.ts'
import { stopSignal } from './cli/stop-signal.ts'
import { processTerminal } from './cli/terminal.ts'

process.exitCode = await runCommand(
  commands,
  process.argv.slice(2),
  processTerminal(stopSignal(process)),
)
