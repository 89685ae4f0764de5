/** Where the operator's product hands out records: an address that Posthorn asks for them. */
export interface TransferSource {
  readonly url: string
  /** `whsec_…`; signs what the source is asked, as Standard Webhooks lays down. */
  readonly secret: string
}
