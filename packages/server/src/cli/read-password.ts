import { emitKeypressEvents } from 'node:readline'
import { text as readAll } from 'node:stream/consumers'
import { CommandError } from './command.ts'
import type { Terminal } from './terminal.ts'

/**
 * A password, which never stands among the arguments: from the standard input when something is piped
 * into it, else typed twice without being shown.
 */
export async function readPassword(terminal: Terminal): Promise<string> {
  if (terminal.stdin.isTTY !== true) return (await readAll(terminal.stdin)).replace(/\r?\n$/, '')
  const password = await readHidden(terminal, 'Password: ')
  if ((await readHidden(terminal, 'Once more: ')) === password) return password
  throw new CommandError('These are two passwords. Try again.')
}

interface Key {
  readonly name?: string
  readonly ctrl?: boolean
}

function readHidden({ stdin, stderr, signal }: Terminal, prompt: string): Promise<string> {
  stderr.write(prompt)
  emitKeypressEvents(stdin)
  stdin.setRawMode?.(true)
  stdin.resume()
  return new Promise((resolve, reject) => {
    let typed: string[] = []

    function end(): void {
      stdin.off('keypress', onKey)
      signal.removeEventListener('abort', onAbort)
      stdin.setRawMode?.(false)
      stdin.pause()
      stderr.write('\n')
    }
    function onAbort(): void {
      end()
      reject(new CommandError('Interrupted.'))
    }
    function onKey(characters: string | undefined, { name, ctrl = false }: Key): void {
      // Without its help, the terminal ends no program and no line.
      if (ctrl && (name === 'c' || name === 'd')) onAbort()
      else if (name === 'return' || name === 'enter') {
        end()
        resolve(typed.join(''))
      } else if (name === 'backspace') typed = typed.slice(0, -1)
      else if (!ctrl && characters !== undefined) typed.push(characters)
    }

    stdin.on('keypress', onKey)
    signal.addEventListener('abort', onAbort)
  })
}
