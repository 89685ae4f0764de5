import type { PublishTarget } from '../load.ts'

export interface StartOptions {
  /** Webhooks point at this port of the loopback address. */
  readonly receiverPort: number
  /** Tokens, one for each workspace: an event goes to all webhooks of its workspace. */
  readonly workspaces: number
  readonly webhooksEach: number
  /** An empty folder for whatever it stores; deleted afterwards. */
  readonly dir: string
}

/** Something that takes events over HTTP and delivers them. */
export interface Subject {
  readonly name: string
  start(options: StartOptions): Promise<RunningSubject>
}

export interface RunningSubject extends AsyncDisposable {
  readonly target: PublishTarget
  readonly serverPid: number
  /** The database server that it keeps its queue in; absent where the server stores by itself. */
  readonly databasePid?: number
  /** Deliveries that its own store holds as successful. */
  countRecorded(): Promise<number>
}
