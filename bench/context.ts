import type { LoadPrograms } from './load-programs.ts'
import type { Options } from './options.ts'

/** What every measurement needs of the run it belongs to. */
export interface Context {
  readonly programs: LoadPrograms
  readonly options: Options
  /** Tells whoever watches what is going on. */
  readonly say: (line: string) => void
}
