import fc from 'fast-check'

type Json = Readonly<Record<string, unknown>>

/**
 * Values that often fit a schema of the API's description, and often almost do: a field of another
 * type, one too many, one that is missing.
 *
 * @param resolve - the schema that a `$ref` names
 */
export function nearlyFitting(schema: Json, resolve: (ref: string) => Json): fc.Arbitrary<unknown> {
  function of(part: Json): fc.Arbitrary<unknown> {
    return fc.oneof({ weight: 30, arbitrary: exemplary(part) }, { weight: 1, arbitrary: anything })
  }

  function exemplary(part: Json): fc.Arbitrary<unknown> {
    const examples = listOf(part.examples)
    if (examples.length === 0) return fitting(part)
    const example = fc.constantFrom(...examples)
    return fc.oneof({ weight: 6, arbitrary: example }, { weight: 1, arbitrary: fitting(part) })
  }

  function fitting(part: Json): fc.Arbitrary<unknown> {
    if (typeof part.$ref === 'string') return of(resolve(part.$ref))
    const choices = listOf(part.anyOf)
    if (choices.length > 0) return fc.oneof(...choices.map((choice) => of(asJson(choice))))
    const values = listOf(part.enum)
    if (values.length > 0) return fc.constantFrom(...values)
    switch (part.type) {
      case 'string':
        return fittingString(part)
      case 'integer':
        return fc.integer({ min: Number(part.minimum ?? 0), max: Number(part.maximum ?? 1000) })
      case 'boolean':
        return fc.boolean()
      case 'null':
        return fc.constant(null)
      case 'array':
        return fc.array(of(asJson(part.items)), { maxLength: 4 })
      case 'object':
        return fittingObject(part)
      default:
        return anything
    }
  }

  function fittingObject(part: Json): fc.Arbitrary<unknown> {
    const fields = Object.entries(asJson(part.properties)).map(
      ([name, field]): [string, fc.Arbitrary<unknown>] => [name, of(asJson(field))],
    )
    const required = listOf(part.required).map(String)
    const known = fc.record<Record<string, unknown>>(Object.fromEntries(fields), {
      requiredKeys: required,
    })
    if (fields.length === 0) return fc.dictionary(fc.string(), anything, { maxKeys: 4 })
    const extra = fc.dictionary(fc.string(), anything, { minKeys: 1, maxKeys: 1 })
    return fc.oneof(
      { weight: 10, arbitrary: known },
      { weight: 1, arbitrary: fc.record(Object.fromEntries(fields), { requiredKeys: [] }) },
      { weight: 1, arbitrary: fc.tuple(known, extra).map(([a, b]) => ({ ...b, ...Object(a) })) },
    )
  }

  return of(schema)
}

const anything = fc.jsonValue({ depthSize: 'small' })

function fittingString(part: Json): fc.Arbitrary<unknown> {
  if (part.format === 'date-time') {
    return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  }
  return fc.string({ unit: 'grapheme', minLength: Number(part.minLength ?? 0), maxLength: 40 })
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
