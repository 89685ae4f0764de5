import { existsSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigError } from './config-error.ts'
import type { ConfigSource } from './config-source.ts'
import { isPlainObject } from './field-kind.ts'
import type { Environment } from './read-environment.ts'
import { environmentOnly } from './settings.ts'

export interface ConfigFile extends ConfigSource {
  /** The default export, unchecked. */
  readonly fields: Readonly<Record<string, unknown>>
}

const usualName = 'posthorn.config.ts'

/** null: there is none, and none was asked for. */
export async function loadConfigFile(
  environment: Environment,
  cwd: string,
): Promise<ConfigFile | null> {
  const { variable } = environmentOnly.config
  const named = environment.values.get(variable)
  const path = resolve(cwd, named ?? usualName)
  if (!existsSync(path)) {
    if (named === undefined) return null
    throw new ConfigError(`${variable} is "${named}", but there is no such file.`)
  }
  const fields = await importDefault(path)
  if (!isPlainObject(fields)) {
    throw new ConfigError(`${path} has to have an object as its default export.`)
  }
  return { path, text: readFileSync(path, 'utf8'), fields }
}

/**
 * `posthorn/config` is this very program's, wherever the file stands and the program is installed:
 * the file needs no `node_modules` beside it.
 */
const configModule = 'posthorn/config'
const configModuleUrl = new URL(`./define-config${extname(import.meta.filename)}`, import.meta.url)
  .href

async function importDefault(path: string): Promise<unknown> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === configModule
        ? { url: configModuleUrl, shortCircuit: true }
        : next(specifier, context),
  })
  try {
    const loaded: { readonly default?: unknown } = await import(pathToFileURL(path).href)
    return loaded.default
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigError(`${path} could not be loaded: ${reason}`, { cause: error })
  } finally {
    hooks.deregister()
  }
}
