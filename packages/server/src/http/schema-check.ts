import { Ajv2020, type Options } from 'ajv/dist/2020.js'
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
  const validate = ajv.compile(schema)
  const validateAll = tellsEveryFault ? thoroughAjv.compile(schema) : null
  return (value) => {
    if (validate(value)) return
    const { field, problem, value: found } = describeSchemaErrors(validate.errors ?? [], value)
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
