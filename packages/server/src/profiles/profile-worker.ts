import type { Sender } from '../domain/sender.ts'
import type { ManagementContext } from '../management/management-context.ts'

/**
 * What a profile does by itself, when nobody asks: a session's expiry, a transfer that goes on. It
 * keeps in the store what it has to do, as records with a due time, so that it carries on where it
 * ended, on whatever node.
 */
export interface ProfileWorker {
  /** Called once the engine has started. */
  start(): void
  /** Something may be due now. Never needed, as what is due is found anyway; it saves seconds. */
  wake(): void
  /** Begins nothing more, and gives back what it has in hand. The engine is still running. */
  stop(): Promise<void>
}

export interface WorkerContext {
  /** The name that the profile is mounted under. */
  readonly profile: string
  readonly management: ManagementContext
  readonly sender: Sender
  /** Something failed that is tried again; for the log. */
  readonly onError: (error: unknown, doing: string) => void
}
