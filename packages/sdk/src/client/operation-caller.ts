import { type OperationId, type Operations, routes } from './api-types.ts'
import { type ConnectionOptions, readConnection } from './connection.ts'
import { withDeadline } from './deadline.ts'
import { exchange } from './exchange.ts'
import { type QueryFields, requestPath } from './request-path.ts'
import { withRetries } from './retry.ts'

export type RequestOf<Id extends OperationId> = Omit<Operations[Id], 'answer'>
export type AnswerOf<Id extends OperationId> = Operations[Id]['answer']
export type BodyOf<Id extends OperationId> = FieldOf<Id, 'body'>
export type QueryOf<Id extends OperationId> = FieldOf<Id, 'query'>

type FieldOf<Id extends OperationId, Name extends string> =
  Operations[Id] extends Readonly<Partial<Record<Name, infer Field>>> ? NonNullable<Field> : never

export type OperationCaller = <Id extends OperationId>(
  id: Id,
  request: RequestOf<Id>,
  options?: CallOptions,
) => Promise<AnswerOf<Id>>

export interface CallOptions {
  /** Whether doing it twice does no harm, so that what fails for now may be tried again. */
  readonly isRepeatable?: boolean
}

/** What {@link RequestOf} comes to, whatever the operation. */
interface AnyRequest {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: QueryFields | undefined
  readonly body?: unknown
}

export function createOperationCaller(options: ConnectionOptions): OperationCaller {
  const { baseUrl, headers, fetch, timeoutMs, retries } = readConnection(options)

  async function call(
    id: OperationId,
    { params = {}, query = {}, body }: AnyRequest,
    { isRepeatable = false }: CallOptions = {},
  ): Promise<unknown> {
    const { method, path } = routes[id]
    const url = baseUrl + requestPath(path, params, query)
    const init: RequestInit =
      body === undefined
        ? { method, headers }
        : {
            method,
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }
    return await withDeadline(timeoutMs, ({ signal, leftMs }) =>
      withRetries(() => exchange(fetch, url, { ...init, signal }), {
        retries: isRepeatable ? retries : 0,
        leftMs,
      }),
    )
  }

  // An answer of success is of the type that the description of the API says.
  return call as OperationCaller
}
