import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { RE2JS } from 're2js'
import type { EventType } from './event-type.ts'
import { describeSchemaErrors } from './schema-error.ts'

/** Checks events against the schemas that operators gave to their types. */
export interface SchemaValidator {
  /** null: the data fits. Otherwise a sentence that names the field: `` `data.email` is missing. `` */
  validate(eventType: EventType, data: unknown): string | null
}

const maxCompiled = 500

/** The formats that are checked, in ajv's linear variants; a schema that asks for another is refused. */
const knownFormats = [
  'date-time',
  'date',
  'time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uuid',
] as const

const options: Options = {
  // An unknown keyword or format is more likely a slip than an annotation.
  strictSchema: true,
  strictNumbers: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  verbose: true,
  logger: false,
  addUsedSchema: false,
  code: { regExp: Object.assign(linearRegExp, { code: 'linearRegExp' }) },
}

/** Compiles each schema when its type is first published, and keeps those that are in use. */
export function createSchemaValidator(): SchemaValidator {
  const compiled = new Map<EventType, ValidateFunction>()

  function validatorOf(eventType: EventType, schema: object): ValidateFunction {
    const known = compiled.get(eventType)
    // Taken out and put back, so that the one that was used longest ago stands first.
    if (known !== undefined) compiled.delete(eventType)
    const validate = known ?? compileSchema(schema)
    compiled.set(eventType, validate)
    if (compiled.size > maxCompiled) forgetFirst()
    return validate
  }

  function forgetFirst(): void {
    for (const eventType of compiled.keys()) {
      compiled.delete(eventType)
      return
    }
  }

  return {
    validate(eventType, data) {
      if (eventType.schema === null) return null
      const validate = validatorOf(eventType, eventType.schema)
      return validate(data) ? null : sentenceOf(validate, data)
    },
  }
}

/** What is wrong with a schema, as a sentence; null when events can be checked by it. */
export function findSchemaFault(schema: object): string | null {
  try {
    // The meta-schemas are only needed here, and cost more than all the rest.
    const ajv = createAjv({})
    if (ajv.validateSchema(schema) !== true) {
      const { field, problem } = describeSchemaErrors(ajv.errors ?? [], schema)
      return field === '' ? `The schema ${problem}.` : `\`${field}\` ${problem}.`
    }
    compileSchema(schema)
    return null
  } catch (error) {
    return `The schema cannot be used: ${error instanceof Error ? error.message : String(error)}.`
  }
}

/** What keeps `data` from fitting the schema, as a sentence; null when it fits. */
export function findDataFault(schema: object, data: unknown): string | null {
  const validate = compileSchema(schema)
  return validate(data) ? null : sentenceOf(validate, data)
}

function sentenceOf({ errors }: ValidateFunction, data: unknown): string {
  const { field, problem } = describeSchemaErrors(errors ?? [], data)
  return field === '' ? `\`data\` ${problem}.` : `\`data.${field}\` ${problem}.`
}

/** One instance for each schema, so that no `$id` or anchor of one is seen by another. */
function compileSchema(schema: object): ValidateFunction {
  return createAjv({ meta: false, validateSchema: false }).compile(schema)
}

function createAjv(more: Options): Ajv2020 {
  const ajv = new Ajv2020({ ...options, ...more })
  formats.default(ajv, { mode: 'fast', formats: [...knownFormats], keywords: false })
  return ajv
}

/** A pattern for ajv that takes linear time, whatever the pattern and the text. */
function linearRegExp(pattern: string): { test(text: string): boolean; toString(): string } {
  const re = compilePattern(pattern)
  return {
    test: (text) => re.test(text),
    // ajv tells patterns apart by this.
    toString: () => pattern,
  }
}

function compilePattern(pattern: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern))
  } catch (error) {
    throw new Error(
      `the pattern ${JSON.stringify(pattern)} is not one that runs in linear time ` +
        '(RE2 syntax: no look-around, no back-references)',
      { cause: error },
    )
  }
}
