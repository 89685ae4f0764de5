import { formatPath } from '../domain/json/json-path.ts'
import { placeIn, type ConfigSource } from './config-source.ts'

/** Where a value stands in the configuration file. What is wrong with it is noted there, in words. */
export class ConfigPlace {
  readonly #source: ConfigSource
  readonly #path: readonly (string | number)[]
  readonly #problems: string[]

  /** @param problems - where what is wrong is noted, one sentence each */
  constructor(source: ConfigSource, problems: string[], path: readonly (string | number)[] = []) {
    this.#source = source
    this.#path = path
    this.#problems = problems
  }

  /** `profiles[0].retry[2]` */
  get name(): string {
    return formatPath(this.#path)
  }

  member(segment: string | number): ConfigPlace {
    return new ConfigPlace(this.#source, this.#problems, [...this.#path, segment])
  }

  /** @param problem - follows the name: `is no setting.` */
  report(problem: string): undefined {
    this.#note(this.#path, problem)
  }

  /** @param allowed - completes the sentence "it has to be …" */
  refuse(value: unknown, allowed: string): undefined {
    // What is missing stands nowhere; what it is missing from does.
    if (value === undefined) {
      this.#note(this.#path.slice(0, -1), `is missing; it has to be ${allowed}.`)
    } else this.report(`is ${shownValue(this.name, value)}; it has to be ${allowed}.`)
  }

  #note(written: readonly (string | number)[], problem: string): void {
    const property = written.findLast((segment) => typeof segment === 'string') ?? ''
    this.#problems.push(`${placeIn(this.#source, property)}: ${this.name} ${problem}`)
  }
}

const longestShown = 100

function shownValue(name: string, value: unknown): string {
  if (/secret|token|password/i.test(name)) return 'not allowed'
  if (typeof value === 'function') return 'a function'
  const text = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? typeof value)
  return text.length <= longestShown ? text : `${text.slice(0, longestShown).toWellFormed()}…`
}
