import { CommandError } from './command.ts'
import type { ServerAddress } from './find-server.ts'
import { printable } from './printable.ts'

/** Calls a running server's API. Every failure is a {@link CommandError} with a sentence. */
export interface ApiClient {
  get(path: string): Promise<unknown>
  /** @param body - JSON text, sent as it is */
  post(path: string, body?: string): Promise<unknown>
}

export function createApiClient({ url, key }: ServerAddress, signal: AbortSignal): ApiClient {
  async function call(method: string, path: string, body?: string): Promise<unknown> {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      signal,
      redirect: 'error',
    }).catch((error: unknown) => {
      if (signal.aborted) throw new CommandError('Interrupted.', { cause: error })
      throw new CommandError(
        `Nothing answers at ${url}. Is Posthorn running? \`posthorn dev\` starts it.`,
        { cause: error },
      )
    })
    const text = await response.text()
    const answer = parseJson(text)
    if (response.ok && answer !== undefined) return answer
    throw new CommandError(
      messageOf(answer) ?? `${url} answered ${response.status}, not as Posthorn does.`,
    )
  }
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `{"error":{"message":…}}` */
function messageOf(answer: unknown): string | undefined {
  const message = fieldOf(fieldOf(answer, 'error'), 'message')
  return typeof message === 'string' ? printable(message) : undefined
}

/** A field of an answer; undefined when it has none of that name. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return new Map<string, unknown>(Object.entries(value)).get(name)
}

/** The entries of a list in an answer. */
export function entriesOf(answer: unknown, name: string): readonly unknown[] {
  const entries = fieldOf(answer, name)
  return Array.isArray(entries) ? entries : []
}

/** A field as a table shows it. */
export function cellOf(value: unknown, name: string): string {
  const field = fieldOf(value, name)
  if (field === undefined || field === null || field === '') return '–'
  if (typeof field === 'string') return printable(field)
  return printable(Array.isArray(field) ? field.join(', ') : (JSON.stringify(field) ?? '–'))
}
