/** Posthorn cannot start as it is configured. The message is for people, one problem a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
