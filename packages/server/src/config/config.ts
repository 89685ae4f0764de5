import { resolve } from 'node:path'
import { ConfigError } from './config-error.ts'
import { placeIn, type ConfigSource } from './config-source.ts'
import { isPlainObject } from './field-kind.ts'
import { loadConfigFile, type ConfigFile } from './load-config-file.ts'
import { didYouMean } from './nearest-name.ts'
import { knownVariables, type Environment } from './read-environment.ts'
import { settings, type Mode, type Setting, type Settings } from './settings.ts'

/** How this process runs. */
export interface Config extends Settings {
  readonly mode: Mode
  readonly profileFields: ProfileFields
  /** Absolute. */
  readonly dataDir: string
  /** In `dev`, loopback is among them. */
  readonly allowNetworks: readonly string[]
}

/**
 * What `posthorn.config.ts` says of profiles, not checked yet: `profiles/` knows what is allowed.
 * It may hold secrets, so it is not to be logged.
 */
export interface ProfileFields {
  /** Of the file; without one, a place where nothing stands. */
  readonly source: ConfigSource
  /** The field `profiles`. */
  readonly own: unknown
  /** Other fields that hold an object, by name: those that profiles take. */
  readonly options: Readonly<Record<string, unknown>>
}

export interface LoadedConfig {
  readonly config: Config
  /** Sentences about what is probably not meant. */
  readonly warnings: readonly string[]
}

const loopbackNetworks = ['127.0.0.0/8', '::1/128']

/**
 * The environment first, then the configuration file, then the defaults.
 * Throws a {@link ConfigError} that names every wrong value.
 */
export async function loadConfig(
  mode: Mode,
  environment: Environment,
  cwd: string,
): Promise<LoadedConfig> {
  return createConfig({ mode, environment, file: await loadConfigFile(environment, cwd) }, cwd)
}

/** The same from fields that are at hand. */
export function createConfig(sources: ConfigSources, cwd: string): LoadedConfig {
  const { mode, environment, file } = sources
  const problems = file === null ? [] : unknownFields(file)
  const chosen = chooseSettings(sources, problems)
  if (mode === 'dev' && !chosen.allowHttp) {
    problems.push(
      `${settings.allowHttp.variable} is false, but the inbox of \`posthorn dev\` needs plain HTTP.`,
    )
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  const allowNetworks =
    mode === 'dev' ? [...loopbackNetworks, ...chosen.allowNetworks] : chosen.allowNetworks
  return {
    config: {
      ...chosen,
      mode,
      dataDir: resolve(cwd, chosen.dataDir),
      allowNetworks,
      profileFields: profileFieldsOf(file),
    },
    warnings: environment.unknown.map(describeUnknown),
  }
}

export interface ConfigSources {
  readonly mode: Mode
  readonly environment: Environment
  readonly file: ConfigFile | null
}

function chooseSettings(sources: ConfigSources, problems: string[]): Settings {
  const entries = Object.entries<Setting<unknown>>(settings).map(([field, setting]) => [
    field,
    chooseValue(field, setting, { ...sources, problems }),
  ])
  // The table has one entry for each field, of the field's type; Object.entries forgets both.
  return Object.fromEntries(entries) as Settings
}

function chooseValue(
  field: string,
  setting: Setting<unknown>,
  { mode, environment, file, problems }: ConfigSources & { readonly problems: string[] },
): unknown {
  const fallback = setting.defaults[mode]
  const text = environment.values.get(setting.variable)
  const given = text ?? file?.fields[field]
  if (given === undefined) return fallback
  const name =
    text === undefined && file !== null ? `${placeIn(file, field)}: ${field}` : setting.variable
  const shown = typeof given === 'string' ? `"${given}"` : (JSON.stringify(given) ?? typeof given)
  if (setting.only !== undefined && setting.only !== mode) {
    problems.push(`${name} is ${shown}, but only \`posthorn ${setting.only}\` knows it: remove it.`)
    return fallback
  }
  const value = text === undefined ? setting.kind.accept(given) : setting.kind.parse(text)
  if (value !== undefined) return value
  problems.push(`${name} is ${shown}; it has to be ${setting.kind.allowed}.`)
  return fallback
}

const ownProfiles = 'profiles'

function profileFieldsOf(file: ConfigFile | null): ProfileFields {
  if (file === null) return { source: { path: '', text: '' }, own: undefined, options: {} }
  const { fields, path, text } = file
  const options = Object.entries(fields).filter(([field]) => mayBeOptions(file, field))
  return { source: { path, text }, own: fields[ownProfiles], options: Object.fromEntries(options) }
}

/** Whether the profile of this name takes them, only `profiles/` can tell. */
function mayBeOptions({ fields }: ConfigFile, field: string): boolean {
  if (Object.hasOwn(settings, field) || field === ownProfiles) return false
  return isPlainObject(fields[field])
}

function unknownFields(file: ConfigFile): string[] {
  const known = [...Object.keys(settings), ownProfiles]
  return Object.keys(file.fields)
    .filter((field) => !known.includes(field) && !mayBeOptions(file, field))
    .map(
      (field) => `${placeIn(file, field)}: ${field} is not a setting.${didYouMean(field, known)}`,
    )
}

function describeUnknown(name: string): string {
  return `${name} is not a setting and has no effect.${didYouMean(name, knownVariables)}`
}
