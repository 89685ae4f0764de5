import { Type } from 'typebox'
import type { RequestError, SchemaMisfit } from '../../domain/errors.ts'
import { statusOfError } from '../../http/error-status.ts'
import type { ErrorAnswer } from '../../http/surface.ts'

/** What is told of an object itself, beside what is told of its fields. */
const ownFaults = '_schema'

/**
 * `{"message"}`, and for fields at fault `errors`: `{"json":{"data_webhook":{"endpoint":["…"]}}}`.
 * A request that can be read but does not fit is 422, one that is not even JSON is 400.
 */
export function renderEndgrateError(error: RequestError): ErrorAnswer {
  const { code, message, misfits, missing } = error
  if (misfits.some(({ keyword }) => keyword !== 'json')) {
    return { status: 422, body: { message: 'Validation error', errors: errorsOf(misfits) } }
  }
  const status = statusOfError[code]
  if (code === 'unauthorized') return { status, body: { message: 'Unauthorized' } }
  if (missing !== null) return { status, body: { message: `${capitalized(missing)} not found.` } }
  return { status, body: { message } }
}

export const endgrateErrorSchema = Type.Object(
  {
    message: Type.String({ description: 'For people: what went wrong.' }),
    errors: Type.Optional(
      Type.Object(
        {},
        {
          description:
            'What is wrong with which field, under `json` for the body and `query` for the query. Fields are nested as they are in the request; each ends in a list of sentences.',
          examples: [{ json: { session_id: ['Is missing.'] } }],
        },
      ),
    ),
  },
  { title: 'EndgrateError' },
)

/** A field's sentences, and what is wrong inside of it. */
interface Faults {
  readonly own: string[]
  readonly members: Map<string, Faults>
}

function errorsOf(misfits: readonly SchemaMisfit[]): unknown {
  const root = newFaults()
  for (const { part, path, problem } of misfits) {
    let faults = root
    for (const name of [part === 'body' ? 'json' : 'query', ...path]) {
      faults = memberOf(faults, String(name))
    }
    const sentence = `${capitalized(problem)}.`
    if (!faults.own.includes(sentence)) faults.own.push(sentence)
  }
  return show(root, 0)
}

function newFaults(): Faults {
  return { own: [], members: new Map() }
}

function memberOf({ members }: Faults, name: string): Faults {
  let member = members.get(name)
  if (member === undefined) {
    member = newFaults()
    members.set(name, member)
  }
  return member
}

/** @param depth - 1 for the body itself, which has fields and is no field */
function show({ own, members }: Faults, depth: number): unknown {
  if (members.size === 0 && depth > 1) return own
  const inside = Array.from(members, ([name, faults]) => [name, show(faults, depth + 1)] as const)
  return Object.fromEntries(own.length === 0 ? inside : [[ownFaults, own], ...inside])
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
