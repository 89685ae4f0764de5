import { parseArgs } from 'node:util'
import { nearestName } from '../config/nearest-name.ts'
import { knownVariables } from '../config/read-environment.ts'
import { CommandError, type Command } from './command.ts'

/** What stood behind the name of a command, checked against what it takes. */
export interface Arguments {
  positional(name: string): string
  option(name: string): string | undefined
  /** For options that are required, and so are there. */
  required(name: string): string
}

/** Throws a {@link CommandError} for whatever does not fit the command. */
export function parseArguments(command: Command, args: readonly string[]): Arguments {
  const names = command.options.map(({ name }) => name)
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const options = new Map<string, string>()
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    if (!names.includes(token.name)) throw new CommandError(unknownOption(token.rawName, names))
    if (options.has(token.name)) throw new CommandError(`${token.rawName} is given twice.`)
    options.set(token.name, valueOf(token))
  }
  const byName = namePositionals(command, positionals)
  for (const { name, isRequired } of command.options) {
    if (isRequired === true && !options.has(name)) throw new CommandError(`--${name} is missing.`)
  }
  return {
    positional: (name) => byName.get(name) ?? notDeclared(name),
    option: (name) => options.get(name),
    required: (name) => options.get(name) ?? notDeclared(name),
  }
}

interface OptionToken {
  readonly rawName: string
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}

function valueOf({ rawName, value, inlineValue }: OptionToken): string {
  if (value === undefined) throw new CommandError(`${rawName} needs a value.`)
  if (value.startsWith('--') && inlineValue !== true) {
    throw new CommandError(
      `${rawName} needs a value, and "${value}" looks like an option. ` +
        `If it is the value, write ${rawName}=${value}.`,
    )
  }
  return value
}

function namePositionals(command: Command, given: readonly string[]): Map<string, string> {
  const missing = command.positionals[given.length]
  if (missing !== undefined) {
    throw new CommandError(`<${missing.name}> is missing: ${missing.description}.`)
  }
  const extra = given[command.positionals.length]
  if (extra !== undefined) throw new CommandError(`"${extra}" is more than this command takes.`)
  return new Map(command.positionals.map(({ name }, index) => [name, given[index] ?? '']))
}

function unknownOption(rawName: string, names: readonly string[]): string {
  const name = rawName.replace(/^-+/, '')
  const nearest = nearestName(name, names)
  if (nearest !== null) return `There is no option ${rawName}. Did you mean --${nearest}?`
  const variable = settingNamed(name)
  const hint = variable === undefined ? '' : ` Set ${variable} in the environment.`
  return `There is no option ${rawName}.${hint}`
}

/** `--port` and `--data-dir` are settings: servers take those from the environment. */
function settingNamed(option: string): string | undefined {
  const name = option.toUpperCase().replaceAll('-', '_')
  return knownVariables.find((variable) => variable === name || variable === `POSTHORN_${name}`)
}

function notDeclared(name: string): never {
  throw new Error(`The command does not declare "${name}" as required`)
}
