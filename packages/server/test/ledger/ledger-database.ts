/** Where the server under test keeps everything, and how to look into it without that server. */
export interface LedgerDatabase {
  /** Settings that lead the server there. */
  readonly environment: Readonly<Record<string, string>>
  /** Call it when the server has ended. */
  inspect(): Promise<DatabaseState>
}

export interface DatabaseState {
  /** `ok`, or what the database finds wrong with itself. */
  readonly integrity: string
  /** Deliveries that have not ended. */
  readonly pending: number
  /** Deliveries that ended, and not in success. */
  readonly unsuccessful: number
  readonly events: number
}
