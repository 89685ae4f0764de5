/** `refused`: nothing was written. `unknown`: it may have been, look before you repeat. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly outcome: 'refused' | 'unknown'

  constructor(outcome: 'refused' | 'unknown', message: string, options?: ErrorOptions) {
    super(message, options)
    this.outcome = outcome
  }
}

/** This node was silent for too long: what it held is others' to send. */
export class NodeLostError extends StoreError {
  constructor() {
    super('refused', 'this node was silent for too long, and others have taken over what it held')
  }
}
