import type { ManagementContext } from '../../../management/management-context.ts'
import type { AskSource } from './ask-source.ts'

/** What the worker of a profile's transfers works with. */
export interface TransferContext {
  readonly management: ManagementContext
  /** null: there is no source. */
  readonly askSource: AskSource | null
  readonly onError: (error: unknown, doing: string) => void
}
