import { ConfigError } from '../config/config-error.ts'
import { nearestName } from '../config/nearest-name.ts'
import { CommandError, type Command } from './command.ts'
import { parseArguments } from './parse-arguments.ts'
import { renderHelp, renderOverview } from './render-help.ts'
import { print, type Terminal } from './terminal.ts'
import { version } from '../config/version.ts'

/** Runs what the arguments ask for. Resolves with the exit code. */
export async function runCommand(
  commands: readonly Command[],
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  try {
    return await dispatch(commands, args, terminal)
  } catch (error) {
    if (!(error instanceof CommandError) && !(error instanceof ConfigError)) throw error
    terminal.stderr.write(`${error.message}\n`)
    return 1
  }
}

async function dispatch(
  commands: readonly Command[],
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const [first] = args
  if (first === undefined || isHelp(first) || first === 'help') {
    print(terminal, renderOverview(commands))
    return 0
  }
  if (first === '--version') {
    print(terminal, version)
    return 0
  }
  const command = findCommand(commands, args)
  const rest = args.slice(command.name.split(' ').length)
  if (rest.some(isHelp)) {
    print(terminal, renderHelp(command))
    return 0
  }
  return command.run(parseForCommand(command, rest), terminal)
}

function parseForCommand(
  command: Command,
  args: readonly string[],
): ReturnType<typeof parseArguments> {
  try {
    return parseArguments(command, args)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    throw new CommandError(`${error.message}\nSee: posthorn ${command.name} --help`, {
      cause: error,
    })
  }
}

function findCommand(commands: readonly Command[], args: readonly string[]): Command {
  const [first = '', second] = args
  const found =
    commands.find(({ name }) => name === `${first} ${second}`) ??
    commands.find(({ name }) => name === first)
  if (found !== undefined) return found
  const group = commands.filter(({ name }) => name.startsWith(`${first} `))
  if (group.length > 0) {
    const names = group.map(({ name }) => `posthorn ${name}`).join(' and ')
    throw new CommandError(`There are ${names}; posthorn ${first} alone does nothing.`)
  }
  const nearest = nearestName(first, [
    ...new Set(commands.map(({ name }) => name.split(' ')[0] ?? name)),
  ])
  const hint = nearest === null ? ' See: posthorn --help' : ` Did you mean posthorn ${nearest}?`
  throw new CommandError(`There is no command "${first}".${hint}`)
}

function isHelp(text: string): boolean {
  return text === '--help' || text === '-h'
}
