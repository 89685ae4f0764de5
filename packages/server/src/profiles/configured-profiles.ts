import { ConfigError } from '../config/config-error.ts'
import { ConfigPlace } from '../config/config-place.ts'
import type { Config } from '../config/config.ts'
import { didYouMean } from '../config/nearest-name.ts'
import { allProfiles, settings } from '../config/settings.ts'
import { readOwnProfiles } from './own/read-own-profiles.ts'
import { createProfileRegistry, type ProfileRegistry } from './profile.ts'
import { createProfile, type ProfileDefinition, type ProfileTools } from './profile-definition.ts'

type ProfileConfig = Pick<Config, 'builtInProfiles' | 'profileFields'>

/**
 * The profiles that are served: of those built in, as the configuration file has them, those that
 * are enabled; and the operator's own. Throws a {@link ConfigError} that names everything wrong.
 *
 * @param builtIn - the first one is always enabled: without it nothing could be published
 */
export function createConfiguredProfiles(
  builtIn: readonly ProfileDefinition[],
  config: ProfileConfig,
  tools: ProfileTools,
): ProfileRegistry {
  const problems: string[] = []
  const root = new ConfigPlace(config.profileFields.source, problems)
  const configured = withOptions(builtIn, config.profileFields.options, root)
  const enabled = enabledOf(configured, config.builtInProfiles, problems)
  const own = readOwnProfiles(
    config.profileFields.own,
    { builtIn: configured, enabled },
    root.member('profiles'),
  )
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return createProfileRegistry([...enabled, ...own].map((each) => createProfile(each, tools)))
}

function withOptions(
  builtIn: readonly ProfileDefinition[],
  options: Readonly<Record<string, unknown>>,
  root: ConfigPlace,
): readonly ProfileDefinition[] {
  const taking = builtIn.filter(({ withOptions: take }) => take !== undefined)
  const names = taking.map(({ name }) => name)
  for (const field of Object.keys(options)) {
    if (names.includes(field)) continue
    const known = [...Object.keys(settings), 'profiles', ...names]
    root.member(field).report(`is not a setting.${didYouMean(field, known)}`)
  }
  return builtIn.map((definition) => {
    const { name } = definition
    if (definition.withOptions === undefined || !Object.hasOwn(options, name)) return definition
    return definition.withOptions(options[name], root.member(name)) ?? definition
  })
}

function enabledOf(
  builtIn: readonly ProfileDefinition[],
  wanted: readonly string[],
  problems: string[],
): readonly ProfileDefinition[] {
  const names = builtIn.map(({ name }) => name)
  for (const name of wanted) {
    if (name === allProfiles || names.includes(name)) continue
    problems.push(
      `${settings.builtInProfiles.variable} names "${name}", which is not built in. There are ${names.join(', ')}.${didYouMean(name, names)}`,
    )
  }
  if (wanted.includes(allProfiles)) return builtIn
  return builtIn.filter(({ name }, index) => index === 0 || wanted.includes(name))
}
