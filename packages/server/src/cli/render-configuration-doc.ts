import { environmentOnly, clientVariables, settings, type Setting } from '../config/settings.ts'
import { defaultOf } from './describe-settings.ts'

/** docs/configuration.md, whole. */
export function renderConfigurationDoc(): string {
  const rows = Object.entries<Setting<unknown>>(settings).map(([field, setting]) => [
    code(setting.variable),
    code(field),
    setting.description,
    setting.kind.allowed,
    defaults(setting),
  ])
  const secrets = Object.values(environmentOnly).map(({ variable, description }) => [
    code(variable),
    description,
  ])
  const client = Object.values(clientVariables).map(({ variable, description }) => [
    code(variable),
    description,
  ])
  return `${[
    '# Configuration',
    intro,
    table(['Variable', 'Field', 'What it sets', 'Allowed', 'Default'], rows),
    '## Only in the environment',
    table(['Variable', 'What it sets'], secrets),
    '## For commands that talk to a running server',
    clientIntro,
    table(['Variable', 'What it sets'], client),
    '## posthorn.config.ts',
    example,
    '## The master key',
    masterKey,
  ].join('\n\n')}\n`
}

const intro = `Posthorn starts without any setting. Each one below can stand in the environment or, under its field name, in \`posthorn.config.ts\`; the environment wins. An empty variable counts as absent. A value that is not allowed stops the start with a sentence that names the variable, the value and what is allowed. \`posthorn serve --help\` prints the same list.`

const clientIntro = `\`posthorn publish\`, \`webhooks\`, \`deliveries\` and \`keys\` also take \`--url\` and \`--key\`. In the directory where \`posthorn dev\` runs they find both by themselves, in \`.posthorn/dev.json\`.`

const example = `The file is looked for in the working directory, or where \`POSTHORN_CONFIG\` says. Its default export is an object with fields of the table above, with \`profiles\`, [profiles of your own](profiles/your-own.md), and with what a built-in profile takes in a field of its name: \`endgrate\` does ([its page](profiles/endgrate.md)). Every other field is refused. What is wrong is told with its line.

\`\`\`ts
import { defineConfig } from 'posthorn/config'

export default defineConfig({
  port: 9000,
  allowNetworks: ['10.0.0.0/8'],
  maxInFlight: 4096,
})
\`\`\`

\`defineConfig\` only gives an editor the types: a plain object does as well.`

const masterKey = `Webhook secrets are sealed with AES-256-GCM under a master key. The first start makes one in \`master.key\` in the data directory, readable by its owner alone; the server refuses to start when others can read it. **Back it up apart from the database**: without it, the secrets in the database are lost.

To change the key, while the server runs:

\`\`\`sh
posthorn keys rotate
\`\`\`

The server puts a new key in front in \`master.key\` and seals everything anew in the background; deliveries go on, and a server that is stopped in the middle goes on at its next start. \`GET /v1/master-key\` tells how far it is. Half a minute after everything is sealed under the new key, the former one leaves the file. **A backup of the database needs the key of its time**: keep the former key with it. If a master key got out together with the database, the webhooks' secrets got out too: give the webhooks new ones as well.

\`master.key\` and \`POSTHORN_MASTER_KEY\` hold the same text: \`name:key\`, or several of them separated by commas. The first seals, all of them unseal. Keys in the environment are changed there: put a new one in front, keep the former one behind it, and restart.

\`\`\`sh
POSTHORN_MASTER_KEY="k2:$(openssl rand -base64 32),k1:<the former key>"
\`\`\`

Everything is then sealed anew by itself. The log says when the former key can be taken out.

A server whose keys do not fit does not start, for it could sign nothing. It tries them on what is sealed in the database, and on \`master.key.check\` in the data directory, a text that it seals for that purpose.`

function defaults(setting: Setting<unknown>): string {
  const serve = code(defaultOf(setting, 'serve'))
  const dev = code(defaultOf(setting, 'dev'))
  if (setting.only !== undefined) return `${dev} (\`posthorn ${setting.only}\` only)`
  return serve === dev ? serve : `${serve}; in \`posthorn dev\` ${dev}`
}

function code(text: string): string {
  return `\`${text}\``
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}
