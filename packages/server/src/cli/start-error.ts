import { RequestError } from '../domain/errors.ts'
import { StoreError } from '../stores/store-error.ts'
import { CommandError } from './command.ts'

/** What kept a server from starting, as a sentence for its operator where one can be given. */
export function startError(
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): unknown {
  const message = describe(error, host, port)
  return message === null ? error : new CommandError(message, { cause: error })
}

function describe(error: unknown, host: string, port: number): string | null {
  if (error instanceof StoreError) return `Posthorn cannot start: ${error.message}.`
  if (error instanceof RequestError) return `Posthorn cannot start: ${error.message}`
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program: set PORT to a free one.`
    case 'EACCES':
      return `Port ${port} may not be used by this user: set PORT to one above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is "${host}", which is no address of this machine.`
    default:
      return null
  }
}

/** Of errors of `listen`; a file that cannot be used is another matter. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return ''
  const isListening = error.syscall === 'listen' || error.syscall === 'getaddrinfo'
  return isListening && typeof error.code === 'string' ? error.code : ''
}
