import { serve } from '../worker-server.ts'

export interface DyingMethods {
  readonly echo: (value: unknown) => unknown
  readonly die: () => void
}

/** A thread that ends amid a call. */
serve(() => {
  const methods = { echo: (value: unknown) => value, die: () => process.exit(1) }
  return { methods, close() {} }
})
