import type { Arguments } from './parse-arguments.ts'
import type { Terminal } from './terminal.ts'

/** One thing that `posthorn` can be told to do. */
export interface Command {
  /** One word or two: `serve`, `webhooks test`. */
  readonly name: string
  /** What it does, in a line. */
  readonly summary: string
  /** All of them are required, in this order. */
  readonly positionals: readonly Positional[]
  readonly options: readonly CommandOption[]
  /** What else its help says. */
  readonly details?: string
  /** The exit code. Throws a {@link CommandError} for what the user can mend. */
  run(args: Arguments, terminal: Terminal): Promise<number>
}

export interface Positional {
  readonly name: string
  readonly description: string
}

export interface CommandOption {
  /** Without the dashes. */
  readonly name: string
  /** What stands for its value in the help. */
  readonly value: string
  readonly description: string
  readonly isRequired?: boolean
}

/** Something went wrong that the user can mend; the message is a sentence for them. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}
