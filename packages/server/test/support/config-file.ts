import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { randomBytes } from 'node:crypto'
import { ConfigError } from '../../src/config/config-error.ts'
import { loadConfig } from '../../src/config/config.ts'
import { readEnvironment } from '../../src/config/read-environment.ts'
import { createConfiguredProfiles } from '../../src/profiles/configured-profiles.ts'
import type { ProfileRegistry } from '../../src/profiles/profile.ts'
import { builtInProfiles } from '../../src/profiles/registry.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** The profiles that a server has with this text as its `posthorn.config.ts`. */
export async function profilesOf(
  t: TestContext,
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ProfileRegistry> {
  const cwd = temporaryDirectory(t)
  writeFileSync(join(cwd, 'posthorn.config.ts'), file)
  const { config } = await loadConfig('serve', readEnvironment(env), cwd)
  return createConfiguredProfiles(builtInProfiles, config, { version: '1.2.3', randomBytes })
}

/** The problems that keep such a server from starting, without the directory of the file. */
export async function problemsOf(
  t: TestContext,
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const error: unknown = await profilesOf(t, file, env).then(
    () => assert.fail('It was accepted'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof ConfigError, String(error))
  return error.message.split('\n').map((line) => line.replace(/^\/\S*(?=posthorn\.config\.ts)/, ''))
}
