import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { TSchema } from 'typebox'
import { RequestError, type SchemaMisfit } from '../domain/errors.ts'
import { describeSchemaErrors, misfitsOf } from '../domain/schema-error.ts'

/** Throws `validation_error` when the value does not fit. Never changes the value. */
export type SchemaCheck = (value: unknown) => void

export interface CheckOptions {
  readonly part: SchemaMisfit['part']
  /** True: every fault is told as a misfit, not only the first one in words. */
  readonly tellsEveryFault: boolean
}

/** ajv as it should be for requests: nothing is converted, filled in or taken away. */
const options: Options = {
  strict: true,
  allowUnionTypes: true,
  coerceTypes: false,
  useDefaults: false,
  removeAdditional: false,
  verbose: true,
}
const ajv = new Ajv2020(options)
const thoroughAjv = new Ajv2020({ ...options, allErrors: true })
formats.default(ajv, ['date-time', 'uri'])
formats.default(thoroughAjv, ['date-time', 'uri'])

export function compileCheck(
  schema: TSchema,
  { part, tellsEveryFault }: CheckOptions,
): SchemaCheck {
  let validate: ValidateFunction | null = null
  let validateAll: ValidateFunction | null = null
  return (value) => {
    // At its first use: to compile the schemas of all routes would be a quarter of a server's start.
    validate ??= ajv.compile(schema)
    if (validate(value)) return
    const { field, problem, value: found } = describeSchemaErrors(validate.errors ?? [], value)
    if (tellsEveryFault) validateAll ??= thoroughAjv.compile(schema)
    validateAll?.(value)
    const misfits = misfitsOf(part, validateAll?.errors ?? [], value)
    if (field === '')
      throw new RequestError('validation_error', `The ${part} ${problem}.`, { misfits })
    throw new RequestError('validation_error', `\`${field}\` ${problem}.`, {
      field,
      misfits,
      ...(found === undefined || isSecret(field) ? {} : { value: found }),
    })
  }
}

function isSecret(field: string): boolean {
  return /secret|key|token|password|headers|tls/i.test(field)
}
