import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { CommandError, type CommandOption } from './command.ts'
import type { Arguments } from './parse-arguments.ts'
import type { Terminal } from './terminal.ts'

export const dataOptions: readonly CommandOption[] = [
  { name: 'data', value: '<json>', description: "the event's data, a JSON object" },
  {
    name: 'file',
    value: '<path>',
    description: 'a file that holds the data; - is the standard input',
  },
]

/**
 * The data that the arguments give, as the very text that came: its numbers may have more digits
 * than JavaScript's have. null: none is given.
 */
export async function readData(args: Arguments, terminal: Terminal): Promise<string | null> {
  const data = args.option('data')
  const file = args.option('file')
  if (data !== undefined && file !== undefined) {
    throw new CommandError(
      '--data and --file are two ways to give the same thing: use one of them.',
    )
  }
  if (data !== undefined) return assertObject(data, '--data')
  if (file === undefined) return null
  return file === '-' ? readPiped(terminal) : assertObject(await readTextFile(terminal, file), file)
}

/** The data that the standard input gives. */
export async function readPiped(terminal: Terminal): Promise<string> {
  return assertObject(await readAll(terminal.stdin), 'The standard input')
}

async function readTextFile(terminal: Terminal, path: string): Promise<string> {
  try {
    return await readFile(resolve(terminal.cwd, path), 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandError(`${path} cannot be read: ${reason}`, { cause: error })
  }
}

function assertObject(text: string, source: string): string {
  const value = parse(text, source)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return text
  throw new CommandError(`${source} has to be a JSON object, such as {"id":"user_123"}.`)
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandError(`${source} is not JSON: ${reason}`, { cause: error })
  }
}
