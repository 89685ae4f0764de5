/** What a database says of itself when the servers that used it have ended. */
export interface DatabaseState {
  /** `ok`, or what is wrong with it. */
  readonly integrity: string
  /** Deliveries that have not ended. */
  readonly pending: number
  /** Deliveries that ended, and not in success. */
  readonly unsuccessful: number
  readonly events: number
}
