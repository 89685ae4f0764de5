import type { EventType } from './event-type.ts'
import type { SignatureScheme } from './signature-scheme.ts'

/** What a profile lays down for its webhooks, whichever API creates them. */
export interface ProfileRules {
  readonly name: string
  /** The documented catalogue, in the document's order. */
  readonly eventTypes: readonly EventType[]
  /** False: its webhooks may subscribe to this catalogue only. True: to every known type. */
  readonly openToAllTypes: boolean
  /** True: `*` stands for every type that its webhooks may subscribe to. */
  readonly acceptsAnyType: boolean
  /** Active webhooks in one workspace; null: no limit. */
  readonly maxActiveWebhooks: number | null
  /** True: plain HTTP is refused even where the operator allows it (loopback in `dev` excepted). */
  readonly requiresHttps: boolean
  /** True: the creator may bring a secret. */
  readonly acceptsSecret: boolean
  /** True: an admin may look a secret up; otherwise it is shown when it is made, and never again. */
  readonly showsSecretAgain?: boolean
  /** Each delivery is signed by each of these. */
  readonly signatures: readonly SignatureScheme[]
  /** Of its first signature scheme; null: nothing signs its deliveries. */
  readonly signatureHeader: string | null
  /** The headers that it may send, by their `headerKey`, apart from those that every request has. */
  readonly headerKeys: ReadonlySet<string>
  /** What its signatures take secrets for; a secret has to be good for one of them. */
  readonly secretForms: ReadonlySet<SignatureScheme['key']>
  /** What the test button sends; null: the webhook's first type with its example. */
  readonly testEvent: TestEvent | null
  /** A new secret in the profile's spelling. */
  generateSecret(): string
}

export interface TestEvent {
  readonly type: string
  readonly data: object
}
