import { clientVariables, environmentOnly, settings } from './settings.ts'

/** The variables that Posthorn knows, as text. Nothing else of the environment goes any further. */
export interface Environment {
  readonly values: ReadonlyMap<string, string>
  /** Variables that look like settings and are none: most likely misspelled. */
  readonly unknown: readonly string[]
}

export const knownVariables: readonly string[] = [
  ...Object.values(settings),
  ...Object.values(environmentOnly),
  ...Object.values(clientVariables),
].map(({ variable }) => variable)

/** Kubernetes adds these for a service named `posthorn`. */
const injectedPattern = /^POSTHORN_(?:SERVICE_.+|PORT(?:_.+)?)$/

/** Reads names only; what a value means is decided by `loadConfig`. An empty value is none. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const values = new Map<string, string>()
  const unknown: string[] = []
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '') continue
    if (knownVariables.includes(name)) values.set(name, value)
    else if (name.startsWith('POSTHORN_') && !injectedPattern.test(name)) unknown.push(name)
  }
  return { values, unknown }
}
