import { renderColumns } from './render-columns.ts'
import { environmentOnly, settings, type Mode, type Setting } from '../config/settings.ts'

/** The settings that a command knows, for its help. */
export function describeSettings(mode: Mode): string {
  const known = Object.values<Setting<unknown>>(settings).filter(
    ({ only }) => only === undefined || only === mode,
  )
  const rows = [
    ...known.map((setting) => [setting.variable, describe(setting, mode)]),
    ...Object.values(environmentOnly).map(({ variable, description }) => [variable, description]),
  ]
  return `Settings, from the environment or posthorn.config.ts:\n\n${renderColumns(rows.map(wrap).flat(), '  ')}`
}

function describe(setting: Setting<unknown>, mode: Mode): string {
  return `${setting.description} (${defaultOf(setting, mode)})`
}

/** `256 KiB` would have to be typed as 262144: that is how it is shown. */
export function defaultOf(setting: Setting<unknown>, mode: Mode): string {
  const text = setting.kind.format(setting.defaults[mode])
  if (text === '') return setting.emptyMeans ?? 'none'
  return setting.unit === undefined ? text : `${text} ${setting.unit}`
}

const lineLength = 76

/** A name and its description as one row for each line. */
function wrap([name = '', description = '']: readonly string[]): string[][] {
  const lines: string[] = []
  for (const word of description.replaceAll('`', '').split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < lineLength - 36) {
      lines[lines.length - 1] = `${last} ${word}`
    } else lines.push(word)
  }
  return lines.map((line, index) => [index === 0 ? name : '', line])
}
