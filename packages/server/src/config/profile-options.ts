/**
 * What `posthorn.config.ts` may say to built-in profiles, each in a field of its name. The types are
 * for editors; the profile itself checks what it is given.
 */
export interface ProfileOptions {
  readonly endgrate?: EndgrateOptions
}

export interface EndgrateOptions {
  /**
   * What a serial session waits for before its next callback: that the one before it was answered,
   * or that it has ended, retries included.
   */
  readonly blockUntil?: 'response' | 'ended'
  /** Where records of transfers come from: an address of yours that Posthorn calls. */
  readonly source?: { readonly url: string; readonly secret: string }
}
