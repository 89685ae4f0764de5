import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { TSchema } from 'typebox'
import { RequestError } from '../domain/errors.ts'
import { describeSchemaErrors } from '../domain/schema-error.ts'

/** Throws `validation_error` when the value does not fit. Never changes the value. */
export type SchemaCheck = (value: unknown) => void

/** ajv as it should be for requests: nothing is converted, filled in or taken away. */
const ajv = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  coerceTypes: false,
  useDefaults: false,
  removeAdditional: false,
  verbose: true,
})
formats.default(ajv, ['date-time', 'uri'])

/** @param whole - what a fault of the value itself is about: `The body`, `The query` */
export function compileCheck(schema: TSchema, whole: string): SchemaCheck {
  const validate = ajv.compile(schema)
  return (value) => {
    if (validate(value)) return
    const { field, problem, value: found } = describeSchemaErrors(validate.errors ?? [], value)
    if (field === '') throw new RequestError('validation_error', `${whole} ${problem}.`)
    throw new RequestError('validation_error', `\`${field}\` ${problem}.`, {
      field,
      ...(found === undefined || isSecret(field) ? {} : { value: found }),
    })
  }
}

function isSecret(field: string): boolean {
  return /secret|key|token|password/i.test(field)
}
