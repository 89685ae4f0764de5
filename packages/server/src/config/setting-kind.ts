import { isIP } from 'node:net'

/** What a value of a setting may be, and how it is read. `undefined` stands for "not allowed". */
export interface SettingKind<Value> {
  /** Completes the sentence "it has to be …". */
  readonly allowed: string
  /** From the text of an environment variable. */
  parse(text: string): Value | undefined
  /** From a field of `posthorn.config.ts`. */
  accept(value: unknown): Value | undefined
  /** As it is written in an environment variable. */
  format(value: Value): string
}

export function integer(min: number, max: number): SettingKind<number> {
  const accept = (value: unknown): number | undefined =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
      ? value
      : undefined
  return {
    allowed: `a whole number from ${min} to ${max}`,
    parse: (text) => (/^\d{1,15}$/.test(text) ? accept(Number(text)) : undefined),
    accept,
    format: String,
  }
}

export const flag: SettingKind<boolean> = {
  allowed: 'true or false',
  parse: (text) => ({ true: true, '1': true, false: false, '0': false })[text.toLowerCase()],
  accept: (value) => (typeof value === 'boolean' ? value : undefined),
  format: String,
}

export function choice<const Value extends string>(values: readonly Value[]): SettingKind<Value> {
  const accept = (value: unknown): Value | undefined => values.find((each) => each === value)
  return { allowed: `one of ${values.join(', ')}`, parse: accept, accept, format: String }
}

/** Text without control characters or spaces at its ends. */
export function text(allowed: string): SettingKind<string> {
  const accept = (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' && value === value.trim() && !/\p{Cc}/u.test(value)
      ? value
      : undefined
  return { allowed, parse: accept, accept, format: String }
}

/** null, which `posthorn.config.ts` alone can say: none. */
export const origin: SettingKind<string | null> = {
  allowed: 'an origin such as https://hooks.example.com, without a path',
  parse: originOf,
  accept(value) {
    if (value === null) return null
    return typeof value === 'string' ? originOf(value) : undefined
  },
  format: (value) => value ?? '',
}

export const networks: SettingKind<readonly string[]> = listOf(
  {
    allowed: 'an address, or an address and a prefix length',
    parse: (entry) => (isNetwork(entry) ? entry : undefined),
    accept: (entry) => (typeof entry === 'string' && isNetwork(entry) ? entry : undefined),
    format: String,
  },
  'networks such as 10.0.0.0/8 or fd00::/8',
)

/** What profiles are called, too. */
export const namePattern = /^[a-z][a-z0-9-]{0,31}$/

export const names: SettingKind<readonly string[]> = listOf(
  {
    allowed: 'a name',
    parse: (entry) => (namePattern.test(entry) ? entry : undefined),
    accept: (entry) => (typeof entry === 'string' && namePattern.test(entry) ? entry : undefined),
    format: String,
  },
  'names of lower-case letters, digits and hyphens',
)

export const ports: SettingKind<readonly number[]> = listOf(
  integer(1, 65_535),
  'port numbers from 1 to 65535',
)

function listOf<Value>(kind: SettingKind<Value>, what: string): SettingKind<readonly Value[]> {
  const all = (values: readonly (Value | undefined)[]): readonly Value[] | undefined => {
    const allowed = values.filter((value) => value !== undefined)
    return allowed.length === values.length ? allowed : undefined
  }
  return {
    allowed: `a list of ${what}, separated by commas`,
    parse: (text) => all(text.split(',').map((entry) => kind.parse(entry.trim()))),
    accept: (value) =>
      Array.isArray(value) ? all(value.map((entry) => kind.accept(entry))) : undefined,
    format: (values) => values.map((value) => kind.format(value)).join(','),
  }
}

/** With or without the slash that a browser shows behind it. */
function originOf(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return undefined
  return url.href === `${url.origin}/` ? url.origin : undefined
}

function isNetwork(text: string): boolean {
  const [, address = '', prefix = '0'] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const family = isIP(address)
  return family !== 0 && Number(prefix) <= (family === 4 ? 32 : 128)
}
