import type { Command } from './command.ts'
import { renderColumns } from './render-columns.ts'

export function renderOverview(commands: readonly Command[]): string {
  const rows = commands.map(({ name, summary }) => [name, summary])
  return [
    'Posthorn sends webhooks.',
    'posthorn <command> [options]',
    renderColumns(rows, '  '),
    'posthorn <command> --help tells more; posthorn --version tells which one this is.',
  ].join('\n\n')
}

export function renderHelp(command: Command): string {
  const { name, summary, positionals, options, details } = command
  const usage = [
    'posthorn',
    name,
    ...positionals.map((each) => `<${each.name}>`),
    ...options.filter((each) => each.isRequired).map((each) => `--${each.name} ${each.value}`),
    ...(options.some((each) => !each.isRequired) ? ['[options]'] : []),
  ].join(' ')
  const rows = [
    ...positionals.map((each) => [`<${each.name}>`, each.description]),
    ...options.map((each) => [`--${each.name} ${each.value}`, each.description]),
  ]
  return [
    `${summary}.`,
    usage,
    ...(rows.length > 0 ? [renderColumns(rows, '  ')] : []),
    ...(details === undefined ? [] : [details]),
  ].join('\n\n')
}
