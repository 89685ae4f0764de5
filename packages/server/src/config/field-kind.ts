import type { ConfigPlace } from './config-place.ts'
import { didYouMean } from './nearest-name.ts'
import type { SettingKind } from './setting-kind.ts'

/**
 * What a value of the configuration file may be, and what is made of it. A kind reports what is
 * wrong at the place where it stands, and then gives undefined.
 */
export interface FieldKind<Value> {
  read(value: unknown, place: ConfigPlace): Value | undefined
}

/** One value, judged as a whole. */
export function single<Value>({
  accept,
  allowed,
}: Pick<SettingKind<Value>, 'accept' | 'allowed'>): FieldKind<Value> {
  return {
    read: (value, place) => accept(value) ?? place.refuse(value, allowed),
  }
}

export function orNull<Value>(kind: FieldKind<Value>): FieldKind<Value | null> {
  return { read: (value, place) => (value === null ? null : kind.read(value, place)) }
}

export function list<Value>(
  kind: FieldKind<Value>,
  { min = 0, max, of }: { readonly min?: number; readonly max: number; readonly of: string },
): FieldKind<readonly Value[]> {
  return {
    read(value, place) {
      if (!Array.isArray(value) || value.length < min || value.length > max) {
        return place.refuse(value, `a list of ${min === 0 ? 'at most' : `${min} to`} ${max} ${of}`)
      }
      const values = value.map((item: unknown, index) => kind.read(item, place.member(index)))
      const allowed = values.filter((item) => item !== undefined)
      return allowed.length === values.length ? allowed : undefined
    },
  }
}

/** An object that has these fields and no others. */
export type Fields<Shape> = { readonly [Name in keyof Shape]: Field<Shape[Name]> }

export type Field<Value> = undefined extends Value
  ? { readonly kind: FieldKind<Exclude<Value, undefined>>; readonly isOptional: true }
  : { readonly kind: FieldKind<Value>; readonly isOptional: false }

export function required<Value>(kind: FieldKind<Value>): {
  readonly kind: FieldKind<Value>
  readonly isOptional: false
} {
  return { kind, isOptional: false }
}

export function optional<Value>(kind: FieldKind<Value>): {
  readonly kind: FieldKind<Value>
  readonly isOptional: true
} {
  return { kind, isOptional: true }
}

interface AnyField {
  readonly kind: FieldKind<unknown>
  readonly isOptional: boolean
}

/** @param what - completes "it has to be …": `an object with url and secret` */
export function object<Shape extends object>(
  fields: Fields<Shape>,
  what: string,
): FieldKind<Shape> {
  const known = Object.entries<AnyField>(fields)
  return {
    read(value, place) {
      if (!isPlainObject(value)) return place.refuse(value, what)
      let isGood = reportUnknown(value, place, Object.keys(fields))
      const read: Record<string, unknown> = {}
      for (const [name, { kind, isOptional }] of known) {
        const given = Object.hasOwn(value, name) ? value[name] : undefined
        if (given === undefined && isOptional) continue
        read[name] = kind.read(given, place.member(name))
        isGood &&= read[name] !== undefined
      }
      // The table has a kind for each field of the shape; Object.entries forgets which is which.
      return isGood ? (read as Shape) : undefined
    },
  }
}

function reportUnknown(
  value: Readonly<Record<string, unknown>>,
  place: ConfigPlace,
  known: readonly string[],
): boolean {
  const unknown = Object.keys(value).filter((name) => !known.includes(name))
  for (const name of unknown) {
    place.member(name).report(`is no option.${didYouMean(name, known)}`)
  }
  return unknown.length === 0
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
