import { Type, type Static } from 'typebox'
import type { SchemaMisfit } from '../../domain/errors.ts'

export const validationDetailSchema = Type.Object(
  {
    loc: Type.Array(Type.Union([Type.String(), Type.Integer()]), {
      description: 'The part of the request, and the way from there to the field.',
      examples: [['body', 'url']],
    }),
    msg: Type.String({ examples: ['Field required'] }),
    type: Type.String({ examples: ['missing'] }),
  },
  { title: 'ValidationDetail' },
)

type ValidationDetail = Static<typeof validationDetailSchema>
type Fault = Pick<ValidationDetail, 'msg' | 'type'>

/** As FastAPI tells it, with the types and messages of Pydantic 2. */
export function validationDetail(misfit: SchemaMisfit): ValidationDetail {
  const { part, path, keyword, problem } = misfit
  const { msg, type } = faults[keyword]?.(misfit) ?? {
    msg: `Value error, ${problem}`,
    type: 'value_error',
  }
  return { loc: [part, ...path], msg, type }
}

const objectType: Fault = {
  msg: 'Input should be a valid dictionary or object to extract fields from',
  type: 'model_attributes_type',
}

/** The body is something else than a JSON object. */
export const notAnObject: ValidationDetail = { loc: ['body'], ...objectType }

/** By JSON Schema keyword. */
const faults: Readonly<Record<string, (misfit: SchemaMisfit) => Fault | undefined>> = {
  json: () => ({ msg: 'JSON decode error', type: 'json_invalid' }),
  required: () => ({ msg: 'Field required', type: 'missing' }),
  type: ({ part, params }) => typeFaults[part][wantedType(params)],
  enum: ({ params }) => ({ msg: `Input should be ${choices(params)}`, type: 'enum' }),
  minItems: () => ({
    // No list of this API has another minimum.
    msg: 'List should have at least 1 item after validation, not 0',
    type: 'too_short',
  }),
  maxLength: ({ params }) => ({
    msg: `String should have at most ${limitOf(params)} characters`,
    type: 'string_too_long',
  }),
  minimum: ({ params }) => ({
    msg: `Input should be greater than or equal to ${limitOf(params)}`,
    type: 'greater_than_equal',
  }),
  maximum: ({ params }) => ({
    msg: `Input should be less than or equal to ${limitOf(params)}`,
    type: 'less_than_equal',
  }),
}

/** By JSON Schema type. Values of a query are text, so there a number or a boolean is read first. */
const typeFaults: Readonly<Record<SchemaMisfit['part'], Readonly<Record<string, Fault>>>> = {
  body: {
    object: objectType,
    string: { msg: 'Input should be a valid string', type: 'string_type' },
    array: { msg: 'Input should be a valid list', type: 'list_type' },
    boolean: { msg: 'Input should be a valid boolean', type: 'bool_type' },
  },
  query: {
    integer: {
      msg: 'Input should be a valid integer, unable to parse string as an integer',
      type: 'int_parsing',
    },
    boolean: {
      msg: 'Input should be a valid boolean, unable to interpret input',
      type: 'bool_parsing',
    },
  },
}

/** Pydantic says nothing of the null that a field takes as well. */
function wantedType({ type }: SchemaMisfit['params']): string {
  return String([type].flat().find((name) => name !== 'null'))
}

/** `'success', 'failed' or 'pending'` */
function choices({ allowedValues }: SchemaMisfit['params']): string {
  const quoted = [allowedValues].flat().map((value) => `'${String(value)}'`)
  const last = quoted.pop()
  return quoted.length === 0 ? `${last}` : `${quoted.join(', ')} or ${last}`
}

function limitOf({ limit }: SchemaMisfit['params']): string {
  return String(limit)
}
