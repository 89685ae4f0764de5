// Written by scripts/write-api-types.ts from the server’s description of its API: change that.
/* oxlint-disable max-lines */

export type NewEvent = {
  /** What kind of event it is. */
  readonly type: string
  /** What happened, delivered as it is. At most 256 KiB and 64 levels; no key twice in an object; numbers that a double can hold. */
  readonly data: object
  /** Your own id for it: makes a repeat within a day safe, as the header `Idempotency-Key` does. */
  readonly id?: string | undefined
  /** Webhooks that have channels get it only if they have one of these. */
  readonly channels?: readonly string[] | undefined
  /** Whom it is about, such as an id of yours. Everything about a subject can be deleted at once. */
  readonly subject?: string | undefined
  /** When it happened; now unless told. */
  readonly created_at?: string | undefined
  /** The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own. */
  readonly workspace?: string | undefined
}

export type AcceptedEvent = {
  /** The event, the same in all of its deliveries. */
  readonly id: string
  readonly type: string
  /** When it happened. */
  readonly created_at: string
}

export type ListedEvent = {
  /** The event, the same in all of its deliveries. */
  readonly id: string
  readonly type: string
  /** When it happened. */
  readonly created_at: string
  /** Whose it is. */
  readonly workspace: string
  /** What it was published to; and what its data names, where its type says that this is a channel. */
  readonly channels?: readonly string[]
  /** Whom it is about. */
  readonly subject?: string
}

export type Error = {
  readonly error: {
    /** For programs. */
    readonly code:
      | 'validation_error'
      | 'unauthorized'
      | 'forbidden'
      | 'not_found'
      | 'method_not_allowed'
      | 'conflict'
      | 'payload_too_large'
      | 'unsupported_media_type'
      | 'rate_limited'
      | 'internal_error'
      | 'unavailable'
    /** For people: a sentence that says what to do. */
    readonly message: string
    /** Which of several, for programs, where portals are concerned. */
    readonly reason?: string
    readonly details?: {
      /** The field at fault. */
      readonly field: string
      /** What stood there, if it is short. */
      readonly value?: unknown
    }
  }
}

export type Event = {
  /** The event, the same in all of its deliveries. */
  readonly id: string
  readonly type: string
  /** When it happened. */
  readonly created_at: string
  /** Whose it is. */
  readonly workspace: string
  /** As it was published, byte for byte. */
  readonly data: Readonly<Record<string, unknown>>
  /** What it was published to; and what its data names, where its type says that this is a channel. */
  readonly channels?: readonly string[]
  /** Whom it is about. */
  readonly subject?: string
  /** Why the event was rejected. It went to nobody. */
  readonly rejected?: string
  readonly deliveries: readonly EventDelivery[]
}

export type EventDelivery = {
  /** The delivery. */
  readonly id: string
  /** The event, the same in every delivery of it. */
  readonly event_id: string
  /** `pending` while an attempt is due; `failed` when it ended without a 2xx: attempts spent, or canceled because the webhook was switched off or deleted. */
  readonly status: 'pending' | 'success' | 'failed'
  /** Of the latest answer; null when there was none. */
  readonly status_code: number | null
  /** Requests made so far. */
  readonly attempts: number
  /** When it arrived; only on success. */
  readonly delivered_at?: string
  /** What went wrong with the latest attempt. */
  readonly error?: string
  /** Where it goes. */
  readonly webhook_id: string
}

export type RejectedEvent = {
  /** The event, the same in all of its deliveries. */
  readonly id: string
  readonly type: string
  /** When it happened. */
  readonly created_at: string
  /** Whose it is. */
  readonly workspace: string
  /** What it was published to; and what its data names, where its type says that this is a channel. */
  readonly channels?: readonly string[]
  /** Whom it is about. */
  readonly subject?: string
  /** Why the event was rejected. It went to nobody. */
  readonly rejected: string
}

/** Where events of some types are sent. */
export type Webhook = {
  /** The webhook. */
  readonly id: string
  /** Where deliveries are sent. */
  readonly url: string
  /** The types of events that it gets; `*` stands for all of them, but for `webhook.disabled`, `webhook.recovered` and `delivery.failed`, which have to be named. */
  readonly events: readonly string[]
  /** Shown when it is created, and never again. */
  readonly secret?: string
  /** Whether it gets events. Switching it off cancels what is waiting for it. */
  readonly active: boolean
  /** When it was created. */
  readonly created_at: string
  /** When it was last changed. */
  readonly updated_at?: string
  /** Its workspace; told to keys of the server. */
  readonly workspace?: string
  /** Left out where it is `standard`. */
  readonly profile?: string
  readonly name?: string
  readonly description?: string
  readonly channels?: readonly string[]
  /** `strict`: one delivery at a time, in the order in which events were accepted; one that fails holds up the next ones until it has ended. */
  readonly ordering?: 'none' | 'strict'
  readonly retry_delays_s?: readonly number[]
  readonly rate_limit?: {
    /** Deliveries a second in the long run, retries counted; 0.1 is one in ten seconds. */
    readonly per_second: number
    /** Deliveries at once after a rest; `per_second`, rounded up, unless told. */
    readonly burst: number
  }
  /** Their names; the values are not shown. */
  readonly custom_headers?: Readonly<Record<string, string>>
  /** What its TLS connections are made with, without the key. */
  readonly tls?: { readonly client_certificate?: Certificate; readonly ca?: readonly Certificate[] }
  /** What verifies its deliveries, where its profile signs with a private key. */
  readonly public_key?: string
  /** Until when an old secret signs beside the newest; left out when none does. */
  readonly old_secret_expires_at?: string
  /** Why it gets nothing, if it was not its owner’s wish. */
  readonly disabled_reason?: string
  /** Since when every attempt has failed; left out while it works. */
  readonly failing_since?: string
}

/** What may be told of a certificate. */
export type Certificate = {
  readonly subject: string
  /** SHA-256 in hex digits, by pairs. */
  readonly fingerprint: string
  /** When it expires. */
  readonly expires_at: string
}

/** One event on its way to one webhook. */
export type Delivery = {
  /** The delivery. */
  readonly id: string
  /** The event, the same in every delivery of it. */
  readonly event_id: string
  /** `pending` while an attempt is due; `failed` when it ended without a 2xx: attempts spent, or canceled because the webhook was switched off or deleted. */
  readonly status: 'pending' | 'success' | 'failed'
  /** Of the latest answer; null when there was none. */
  readonly status_code: number | null
  /** Requests made so far. */
  readonly attempts: number
  /** When it arrived; only on success. */
  readonly delivered_at?: string
  /** What went wrong with the latest attempt. */
  readonly error?: string
}

/** One reason for which nothing may arrive. */
export type Check = {
  /** `address`: it can be reached. `certificate`: it is valid. `answer`: it is a 2xx. `active`: the webhook is switched on. `log`: deliveries of the last day arrived. */
  readonly name: 'address' | 'certificate' | 'answer' | 'active' | 'log'
  /** `skipped`: it could not be told, because something before it failed. */
  readonly result: 'passed' | 'failed' | 'skipped'
  /** What was found, in a sentence. */
  readonly finding: string
  /** What to do; null: nothing. */
  readonly advice: string | null
}

/** A delivery as a search shows it. */
export type ListedDelivery = {
  /** The delivery. */
  readonly id: string
  /** The event, the same in every delivery of it. */
  readonly event_id: string
  /** `pending` while an attempt is due; `failed` when it ended without a 2xx: attempts spent, or canceled because the webhook was switched off or deleted. */
  readonly status: 'pending' | 'success' | 'failed'
  /** Of the latest answer; null when there was none. */
  readonly status_code: number | null
  /** Requests made so far. */
  readonly attempts: number
  /** When it arrived; only on success. */
  readonly delivered_at?: string
  /** What went wrong with the latest attempt. */
  readonly error?: string
  /** Where it goes. */
  readonly webhook_id: string
  readonly event_type: string
  /** When the delivery was made. */
  readonly created_at: string
  /** When the next attempt is due; null when it has ended, or only waits its turn. */
  readonly next_attempt_at: string | null
}

/** A delivery and all of its attempts. */
export type DeliveryDetail = {
  /** The delivery. */
  readonly id: string
  /** The event, the same in every delivery of it. */
  readonly event_id: string
  /** `pending` while an attempt is due; `failed` when it ended without a 2xx: attempts spent, or canceled because the webhook was switched off or deleted. */
  readonly status: 'pending' | 'success' | 'failed'
  /** Of the latest answer; null when there was none. */
  readonly status_code: number | null
  /** Requests made so far. */
  readonly attempts: number
  /** When it arrived; only on success. */
  readonly delivered_at?: string
  /** What went wrong with the latest attempt. */
  readonly error?: string
  /** Where it goes. */
  readonly webhook_id: string
  readonly event_type: string
  /** When the delivery was made. */
  readonly created_at: string
  /** When the next attempt is due; null when it has ended, or only waits its turn. */
  readonly next_attempt_at: string | null
  /** The delivery that this one repeats. */
  readonly retry_of?: string
  readonly canceled_reason?: string
  /** The body that every attempt sends; null when it cannot be told any more. */
  readonly request_body: string | null
  readonly attempt_log: readonly {
    /** 1 for the first. */
    readonly number: number
    /** When the request began. */
    readonly started_at: string
    readonly duration_ms: number
    /** As sent; null when no request was made. */
    readonly request_headers: Readonly<Record<string, string>> | null
    /** null when there was no answer. */
    readonly response: {
      readonly status_code: number
      /** Several headers of one name are joined by commas. */
      readonly headers: Readonly<Record<string, string>>
      /** Its first 16 KiB, or 1 KiB of a success. */
      readonly body: string
      /** Whether there was more, or it did not end. */
      readonly truncated: boolean
    } | null
    /** What went wrong; null for a 2xx. */
    readonly error: string | null
  }[]
}

/** A job that sends a webhook again what it did not get. */
export type Recovery = {
  /** The recovery. */
  readonly id: string
  /** The webhook that gets what it did not get. */
  readonly webhook_id: string
  /** `done` when every event of that time has been looked at. */
  readonly state: 'running' | 'paused' | 'done' | 'canceled'
  /** `failed`: events that failed, or were canceled, in every delivery to the webhook. `missed`: events that it was sent no delivery of, because it was off or not there yet. `any`: both. */
  readonly status: 'failed' | 'missed' | 'any'
  /** Only events of these types. */
  readonly types?: readonly string[]
  /** Only events that were accepted then or later. */
  readonly since: string
  /** Only events that were accepted before. */
  readonly until: string
  /** How far it has come, between `since` and `until`. */
  readonly reached: string
  /** Events that were looked at. */
  readonly events: number
  /** Deliveries that were made. */
  readonly deliveries: number
  /** Why it was paused or canceled, if not at somebody’s wish. */
  readonly reason?: string
  /** When it was begun. */
  readonly created_at: string
  /** When it last went on. */
  readonly updated_at: string
}

export type Overview = {
  /** The first moment that is counted. */
  readonly from: string
  /** How long each entry of `data` is. */
  readonly step_s: number
  readonly data: readonly Traffic[]
  readonly total: Traffic
  readonly pending: {
    /** Deliveries that wait for their webhook’s turn. */
    readonly parked: number
    /** Deliveries that wait for their next attempt. */
    readonly scheduled: number
    /** null: nothing waits. */
    readonly oldest_at: string | null
  }
  /** Webhooks with the most deliveries, by whole hours. */
  readonly busiest: readonly RankedWebhook[]
  /** Webhooks with the most failed deliveries, by whole hours. */
  readonly worst: readonly RankedWebhook[]
}

/** What has ended in some time. */
export type Traffic = {
  /** Deliveries that arrived. */
  readonly success: number
  /** Deliveries whose attempts were spent. */
  readonly failed: number
  /** Deliveries that were not wanted any more. */
  readonly canceled: number
  /** Requests that all of these took. */
  readonly attempts: number
  /** Of the attempts that decided, in milliseconds, from a histogram; at most 20,000. null: there were none. */
  readonly p50_ms: number | null
  /** Of the attempts that decided, in milliseconds, from a histogram; at most 20,000. null: there were none. */
  readonly p95_ms: number | null
  /** Of the attempts that decided, in milliseconds, from a histogram; at most 20,000. null: there were none. */
  readonly p99_ms: number | null
}

export type RankedWebhook = {
  /** The webhook. */
  readonly webhook_id: string
  /** Its workspace. */
  readonly workspace: string
  /** null: it has none, or it was deleted. */
  readonly name: string | null
  /** null: it was deleted. */
  readonly url: string | null
  /** Deliveries that arrived. */
  readonly success: number
  /** Deliveries whose attempts were spent. */
  readonly failed: number
}

export type WebhookStatistics = {
  /** The webhook. */
  readonly webhook_id: string
  /** Deliveries that arrived, by the hour. */
  readonly success: readonly number[]
  /** Deliveries whose attempts were spent, by the hour. */
  readonly failed: readonly number[]
  /** Deliveries that were not wanted any more, by the hour. */
  readonly canceled: readonly number[]
  /** Requests that all of these took. */
  readonly attempts: readonly number[]
}

/** What kind of event something is. */
export type EventType = {
  /** Segments of letters, digits and `_`, joined by full stops. */
  readonly name: string
  readonly description: string
  readonly schema: Readonly<Record<string, unknown>> | null
  readonly example: Readonly<Record<string, unknown>> | null
  /** Who made it known: a profile’s catalogue, the operator, or the workspace. */
  readonly origin: 'profile' | 'server' | 'workspace'
  /** The profile whose catalogue it is in. */
  readonly profile: string | null
  readonly workspace: string | null
  readonly created_at: string | null
  readonly updated_at: string | null
}

/** How a product speaks webhooks. */
export type Profile = {
  readonly name: string
  /** What its webhooks may ask for; null: every type that the workspace knows. */
  readonly event_types: readonly string[] | null
  /** Whether `*` may stand for all of them. */
  readonly accepts_any_type: boolean
  /** Whether a webhook may bring its own secret. */
  readonly accepts_secret: boolean
  readonly requires_https: boolean
  /** In one workspace; null: as many as are wanted. */
  readonly max_active_webhooks: number | null
  /** Where the first signature of a delivery stands; null: nothing is signed. */
  readonly signature_header: string | null
  /** Each delivery carries all of them. */
  readonly signatures: readonly Signature[]
  /** For one attempt. */
  readonly timeout_ms: number
  /** Before each retry, counted from the end of the attempt before. */
  readonly retry_delays_ms: readonly number[]
}

/** A way to sign deliveries. */
export type Signature = {
  readonly header: string
  readonly algorithm: 'hmac-sha256' | 'hmac-sha1' | 'ed25519'
  /** `utf8`: the whole secret as it is written. `whsec`: what follows `whsec_`, base64-decoded. `whsk`: a private key, whose public key is the webhook’s `public_key`. */
  readonly key: 'utf8' | 'whsec' | 'whsk'
  /** What is signed: these parts, joined by full stops. */
  readonly content: 'body' | 'timestamp.body' | 'id.timestamp.body'
  readonly encoding: 'hex' | 'base64'
  /** Before each signature; empty when there is none. */
  readonly prefix: string
  /** Between the signatures of all valid secrets; null: the header holds one. */
  readonly separator: string | null
  /** Before the signed Unix seconds, at the beginning of the header’s list. */
  readonly timestamp_prefix: string | null
  /** Where the signed id stands. */
  readonly id_header: string | null
  /** Where the signed Unix seconds stand. */
  readonly timestamp_header: string | null
}

/** A tenant: one customer organization of the product that sends webhooks. */
export type Workspace = {
  /** The workspace. */
  readonly id: string
  /** For people. */
  readonly name: string
  /** The profile of webhooks that are created here without naming one. */
  readonly default_profile: string
  /** Whether events of types that no catalogue knows are accepted. */
  readonly open_catalogue: boolean
  /** When it was created. */
  readonly created_at: string
  /** When it was last changed. */
  readonly updated_at: string
}

export type ListedWorkspace = {
  /** The workspace. */
  readonly id: string
  /** For people. */
  readonly name: string
  /** The profile of webhooks that are created here without naming one. */
  readonly default_profile: string
  /** Whether events of types that no catalogue knows are accepted. */
  readonly open_catalogue: boolean
  /** When it was created. */
  readonly created_at: string
  /** When it was last changed. */
  readonly updated_at: string
  /** How many it has. */
  readonly webhooks: {
    /** Get events. */
    readonly active: number
    /** Get none until somebody resumes them. */
    readonly paused: number
    /** Get none because their receivers failed for long, or said to stop. */
    readonly disabled: number
  }
}

/** A job that removes everything of a workspace, or about one subject, for good. */
export type Erasure = {
  /** The erasure. */
  readonly id: string
  /** Whose data it is about. */
  readonly workspace: string
  /** Whether all of the workspace is erased, or what is about one subject. */
  readonly scope: 'workspace' | 'subject'
  /** `done` a minute after nothing was found any more, when all was looked through once again. */
  readonly state: 'running' | 'done'
  /** Events that were erased so far. */
  readonly events: number
  /** Deliveries that were erased so far. */
  readonly deliveries: number
  /** When it was asked for. */
  readonly created_at: string
  /** When nothing was left. */
  readonly finished_at?: string
}

/** What a workspace has left to spend in the product. */
export type Credits = {
  /** The workspace whose credits these are. */
  readonly workspace: string
  /** What is left to spend. `credits.exhausted` (`{"credits_remaining":0}`) is raised once when it reaches 0, and again only after it was above 0. */
  readonly balance: number
  /** The line below which credits are low; null: there is none. `credits.low` (`{"credits_remaining":99,"threshold":100}`) is raised once when the balance goes from at or above the threshold to below it, and again only after it was back there. The threshold may be what moves: raising it above the balance crosses the line, too. */
  readonly threshold: number | null
  /** When the balance or the threshold was last set or adjusted. */
  readonly updated_at: string
}

/** An API key of a workspace, or of the server. */
export type ApiKey = {
  /** The key’s id, which is no secret. */
  readonly id: string
  /** For people. */
  readonly name: string
  readonly scopes: readonly ('admin' | 'publish' | 'manage' | 'read')[]
  /** Its last four characters. */
  readonly preview: string
  /** When it was created. */
  readonly created_at: string
  /** null: it does not. */
  readonly expires_at: string | null
  /** null: it was not. */
  readonly revoked_at: string | null
}

/** A link to the customer portal of a workspace. */
export type PortalLink = {
  /** The link’s id, which is no secret. */
  readonly id: string
  /** Whose pages it leads to. */
  readonly workspace: string
  /** `unused`: waits for its browser. `open`: one has exchanged it for a session. `closed`: which has signed out. `expired` and `revoked`: neither link nor session is good any more. */
  readonly state: 'unused' | 'open' | 'closed' | 'expired' | 'revoked'
  readonly capabilities: readonly (
    | 'read'
    | 'manage_webhooks'
    | 'rotate_secrets'
    | 'replay'
    | 'manage_keys'
  )[]
  readonly frame_ancestors: readonly string[]
  /** How the portal looks; null: as Posthorn does. */
  readonly brand: {
    readonly name: string | null
    readonly logo_url: string | null
    readonly color: string | null
  }
  /** When it was created. */
  readonly created_at: string
  /** When the link ends, and its session. */
  readonly expires_at: string
  /** When it was exchanged; null: it was not. */
  readonly used_at: string | null
  /** When it was revoked; null: it was not. */
  readonly revoked_at: string | null
}

/** Who asks, and what they may do: exactly one of `key`, `operator` and `portal` is not null. */
export type Session = {
  /** null: all of them. */
  readonly workspace: string | null
  /** What they may do there. */
  readonly scopes: readonly ('admin' | 'publish' | 'manage' | 'read')[]
  /** null: the request came with a key, not with a session. */
  readonly expires_at: string | null
  /** The API key; null: no key asks. */
  readonly key: {
    /** The API key that asks, or that opened the session. */
    readonly id: string
    readonly name: string
    readonly scopes: readonly ('admin' | 'publish' | 'manage' | 'read')[]
  } | null
  /** Who signed in with a name and a password; null: nobody did. */
  readonly operator: {
    /** Who signed in. */
    readonly id: string
    readonly name: string
  } | null
  /** The portal link; null: the session is none of a portal. */
  readonly portal: {
    /** The portal link that opened the session. */
    readonly id: string
    readonly capabilities: readonly (
      | 'read'
      | 'manage_webhooks'
      | 'rotate_secrets'
      | 'replay'
      | 'manage_keys'
    )[]
    /** How the portal looks; null: as Posthorn does. */
    readonly brand: {
      readonly name: string | null
      readonly logo_url: string | null
      readonly color: string | null
    }
  } | null
}

/** One change. */
export type AuditEntry = {
  /** The entry. */
  readonly id: string
  /** When it was changed. */
  readonly at: string
  /** null: the server itself. */
  readonly workspace: string | null
  /** null: Posthorn itself. */
  readonly actor: string | null
  /** What was done. */
  readonly action: string
  /** To what: an id, or the name of an event type. */
  readonly target: string
  /** What was set. Where a secret was, there is `…`. */
  readonly detail: Readonly<Record<string, unknown>>
}

/** What seals secrets in the database. */
export type MasterKey = {
  /** The key that seals. Names are no secrets. */
  readonly name: string
  /** Keys that seal no more and unseal still. They are dropped when nothing needs them. */
  readonly former_names: readonly string[]
  /** Where the keys are: `master.key` in the data directory, or `POSTHORN_MASTER_KEY`. */
  readonly source: 'file' | 'environment'
  /** Sealed texts in all. */
  readonly sealed: number
  /** How many of them stand under a former key. */
  readonly remaining: number
  /** How many of those are damaged, so that no key unseals them; they keep the former key. */
  readonly unreadable: number
}

/** Somebody who runs the server. */
export type Operator = {
  /** The operator’s id. */
  readonly id: string
  /** What they sign in with. */
  readonly name: string
  /** When they were added. */
  readonly created_at: string
  /** When their password was set. */
  readonly password_changed_at: string
}

/** What each operation takes, and what it answers on success. */
export interface Operations {
  /** Publish an event */
  readonly publishEvent: { readonly body: NewEvent; readonly answer: AcceptedEvent }

  /** List events */
  readonly listEvents: {
    readonly query?:
      | {
          /** The `next_cursor` of the page before; the list’s start without it. */
          readonly cursor?: string | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
          /** Only events of this type. */
          readonly type?: string | undefined
          /** Only events that were published to this channel. */
          readonly channel?: string | undefined
          /** Only events that were accepted then or later. */
          readonly from?: string | undefined
          /** Only events that were accepted before. */
          readonly to?: string | undefined
          /** The workspace; all of them unless told, with a key that is good for all. Otherwise it is the key’s own. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly answer: {
      readonly data: readonly ListedEvent[]
      /** Pass it as `cursor` for the next page; null on the last one. */
      readonly next_cursor: string | null
    }
  }

  /** Publish up to 1,000 events */
  readonly publishEvents: {
    readonly body: {
      readonly events: readonly NewEvent[]
      /** The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own. */
      readonly workspace?: string | undefined
    }
    readonly answer: { readonly data: readonly (AcceptedEvent | Error)[] }
  }

  /** Get an event with its deliveries */
  readonly getEvent: {
    readonly params: {
      /** The event: `evt_…` */
      readonly id: string
    }
    readonly query?:
      | {
          /** The workspace; all of them unless told, with a key that is good for all. Otherwise it is the key’s own. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly answer: Event
  }

  /** List rejected events */
  readonly listRejectedEvents: {
    readonly query?:
      | {
          /** The `next_cursor` of the page before; the list’s start without it. */
          readonly cursor?: string | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
          /** The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly answer: {
      readonly data: readonly RejectedEvent[]
      /** Pass it as `cursor` for the next page; null on the last one. */
      readonly next_cursor: string | null
    }
  }

  /** Send an event once more */
  readonly replayEvent: {
    readonly params: {
      /** The event: `evt_…` */
      readonly id: string
    }
    readonly query?:
      | {
          /** The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly body?: { readonly webhooks?: readonly string[] | undefined } | undefined
    readonly answer: {
      /** The event. */
      readonly event_id: string
      readonly deliveries: readonly {
        /** The new delivery. */
        readonly id: string
        /** Where it goes. */
        readonly webhook_id: string
      }[]
    }
  }

  /** Create a webhook */
  readonly createWebhook: {
    readonly body: {
      /** Where deliveries are sent. */
      readonly url: string
      /** The types of events that it gets; `*` stands for all of them, but for `webhook.disabled`, `webhook.recovered` and `delivery.failed`, which have to be named. */
      readonly events: readonly string[]
      /** Made when it is left out. The Standard Webhooks headers are sent only when it is `whsec_` plus base64 of 24 to 64 bytes. */
      readonly secret?: string | undefined
      /** Whether it gets events. Switching it off cancels what is waiting for it. */
      readonly active?: boolean | undefined
      /** The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own. */
      readonly workspace?: string | undefined
      /** How it is spoken to; the workspace’s `default_profile` unless told. */
      readonly profile?: string | undefined
      /** For people. */
      readonly name?: string | null | undefined
      /** For people. */
      readonly description?: string | undefined
      /** With channels it gets only events that carry one of them. */
      readonly channels?: readonly string[] | undefined
      /** `strict`: one delivery at a time, in the order in which events were accepted; one that fails holds up the next ones until it has ended. */
      readonly ordering?: 'none' | 'strict' | undefined
      /** Seconds before each retry, counted from the end of the attempt before; null: its profile’s schedule. */
      readonly retry_delays_s?: readonly number[] | null | undefined
      /** How fast deliveries are sent; what is beyond that waits, and nothing is dropped. null: its profile’s, which has none unless its maker says so. */
      readonly rate_limit?:
        | {
            /** Deliveries a second in the long run, retries counted; 0.1 is one in ten seconds. */
            readonly per_second: number
            /** Deliveries at once after a rest; `per_second`, rounded up, unless told. */
            readonly burst?: number | undefined
          }
        | null
        | undefined
      /** Sent after the headers of its profile. Their values are never shown again. */
      readonly custom_headers?: Readonly<Record<string, string>> | null | undefined
      /** For its TLS connections, which no other webhook uses. Parts that are left out stay as they are; null takes a part away, or all of it. */
      readonly tls?:
        | {
            /** What it shows to receivers that ask for a certificate, in PEM; its intermediates may follow it. */
            readonly client_certificate?: string | null | undefined
            /** The key of that certificate, in PEM and not encrypted. */
            readonly client_key?: string | null | undefined
            /** The authorities that it trusts in place of those that everybody trusts, in PEM. */
            readonly ca?: string | null | undefined
          }
        | null
        | undefined
    }
    readonly answer: Webhook
  }

  /** List webhooks */
  readonly listWebhooks: {
    readonly query?:
      | {
          /** The page; the first one is 1. */
          readonly page?: number | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
          /** Only those that are, or are not, active. */
          readonly active?: boolean | undefined
          /** Only those of this profile. */
          readonly profile?: string | undefined
          /** The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly answer: {
      readonly data: readonly Webhook[]
      readonly pagination: {
        readonly page: number
        readonly limit: number
        /** Entries on all pages. */
        readonly total: number
        readonly pages: number
      }
    }
  }

  /** Get a webhook */
  readonly getWebhook: {
    readonly params: {
      /** The webhook: `hook_…` */
      readonly id: string
    }
    readonly answer: Webhook
  }

  /** Change a webhook */
  readonly updateWebhook: {
    readonly params: {
      /** The webhook: `hook_…` */
      readonly id: string
    }
    readonly body: {
      /** Where deliveries are sent. */
      readonly url?: string | undefined
      /** The types of events that it gets; `*` stands for all of them, but for `webhook.disabled`, `webhook.recovered` and `delivery.failed`, which have to be named. */
      readonly events?: readonly string[] | undefined
      /** Made when it is left out. The Standard Webhooks headers are sent only when it is `whsec_` plus base64 of 24 to 64 bytes. */
      readonly secret?: string | undefined
      /** Whether it gets events. Switching it off cancels what is waiting for it. */
      readonly active?: boolean | undefined
      /** For people. */
      readonly name?: string | null | undefined
      /** For people. */
      readonly description?: string | undefined
      /** With channels it gets only events that carry one of them. */
      readonly channels?: readonly string[] | undefined
      /** Seconds before each retry, counted from the end of the attempt before; null: its profile’s schedule. */
      readonly retry_delays_s?: readonly number[] | null | undefined
      /** How fast deliveries are sent; what is beyond that waits, and nothing is dropped. null: its profile’s, which has none unless its maker says so. */
      readonly rate_limit?:
        | {
            /** Deliveries a second in the long run, retries counted; 0.1 is one in ten seconds. */
            readonly per_second: number
            /** Deliveries at once after a rest; `per_second`, rounded up, unless told. */
            readonly burst?: number | undefined
          }
        | null
        | undefined
      /** Sent after the headers of its profile. Those that are left out stay as they are; null takes one away, or all of them. */
      readonly custom_headers?: Readonly<Record<string, string | null>> | null | undefined
      /** For its TLS connections, which no other webhook uses. Parts that are left out stay as they are; null takes a part away, or all of it. */
      readonly tls?:
        | {
            /** What it shows to receivers that ask for a certificate, in PEM; its intermediates may follow it. */
            readonly client_certificate?: string | null | undefined
            /** The key of that certificate, in PEM and not encrypted. */
            readonly client_key?: string | null | undefined
            /** The authorities that it trusts in place of those that everybody trusts, in PEM. */
            readonly ca?: string | null | undefined
          }
        | null
        | undefined
    }
    readonly answer: Webhook
  }

  /** Delete a webhook */
  readonly deleteWebhook: {
    readonly params: {
      /** The webhook: `hook_…` */
      readonly id: string
    }
    readonly answer: {
      /** What was deleted. */
      readonly id: string
      readonly deleted: boolean
    }
  }

  /** Give a webhook a new secret */
  readonly rotateSecret: {
    readonly params: {
      /** The webhook: `hook_…` */
      readonly id: string
    }
    readonly body?:
      | {
          /** Made when it is left out. The Standard Webhooks headers are sent only when it is `whsec_` plus base64 of 24 to 64 bytes. */
          readonly secret?: string | undefined
          /** How many seconds the old secret stays valid; a day unless told. */
          readonly overlap_s?: number | undefined
        }
      | undefined
    readonly answer: {
      /** The webhook. */
      readonly id: string
      readonly secret: string
      /** What verifies its deliveries, where its profile signs with a private key. */
      readonly public_key?: string
      /** When the last old secret ends; null when none is valid any more. */
      readonly old_secret_expires_at: string | null
    }
  }

  /** Sign with the new secret */
  readonly activateSecret: {
    readonly params: {
      /** The webhook: `hook_…` */
      readonly id: string
    }
    readonly body?:
      | {
          /** Whether the old secrets end at once; false unless told. */
          readonly revoke_old?: boolean | undefined
        }
      | undefined
    readonly answer: {
      /** The webhook. */
      readonly id: string
      /** When the last old secret ends; null when none is valid any more. */
      readonly old_secret_expires_at: string | null
    }
  }

  /** Show a webhook’s secret again */
  readonly showSecret: {
    readonly params: {
      /** The webhook: `hook_…` */
      readonly id: string
    }
    readonly answer: {
      /** The webhook. */
      readonly id: string
      readonly secret: string
    }
  }

  /** Send a test event */
  readonly testWebhook: {
    readonly params: {
      /** The webhook: `hook_…` */
      readonly id: string
    }
    readonly answer: Delivery
  }

  /** Find out why nothing arrives */
  readonly diagnoseWebhook: {
    readonly params: {
      /** The webhook: `hook_…` */
      readonly id: string
    }
    readonly answer: {
      /** Five, in the order of their names. */
      readonly checks: readonly Check[]
      /** null: none could be sent. */
      readonly delivery_id: string | null
    }
  }

  /** List a webhook’s deliveries */
  readonly listDeliveries: {
    readonly params: {
      /** The webhook: `hook_…` */
      readonly id: string
    }
    readonly query?:
      | {
          /** The page; the first one is 1. */
          readonly page?: number | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
          readonly status?: 'pending' | 'success' | 'failed' | undefined
        }
      | undefined
    readonly answer: {
      readonly deliveries: readonly Delivery[]
      readonly pagination?: {
        readonly page: number
        readonly limit: number
        /** Entries on all pages. */
        readonly total: number
        readonly pages: number
      }
    }
  }

  /** Check a URL before a webhook is made of it */
  readonly checkWebhookUrl: {
    readonly body: {
      /** As somebody has typed it. */
      readonly url: string
      /** By whose rules; `standard` unless told. */
      readonly profile?: string | undefined
    }
    readonly answer: {
      /** As it would be kept; null: it is refused. */
      readonly url: string | null
      /** Why it is refused; null: it is not. */
      readonly problem: string | null
    }
  }

  /** Find deliveries */
  readonly findDeliveries: {
    readonly query?:
      | {
          /** The `next_cursor` of the page before; the list’s start without it. */
          readonly cursor?: string | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
          /** Only to this webhook. */
          readonly webhook?: string | undefined
          readonly status?: 'pending' | 'success' | 'failed' | undefined
          /** Only of events of this type. */
          readonly event_type?: string | undefined
          /** Only deliveries that were made then or later. */
          readonly from?: string | undefined
          /** Only deliveries that were made before. */
          readonly to?: string | undefined
          /** The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly answer: {
      readonly data: readonly ListedDelivery[]
      /** Pass it as `cursor` for the next page; null on the last one. */
      readonly next_cursor: string | null
    }
  }

  /** Get a delivery with every attempt */
  readonly getDelivery: {
    readonly params: {
      /** The delivery: `del_…` */
      readonly id: string
    }
    readonly query?:
      | {
          /** The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly answer: DeliveryDetail
  }

  /** Send a delivery again */
  readonly retryDelivery: {
    readonly params: {
      /** The delivery: `del_…` */
      readonly id: string
    }
    readonly query?:
      | {
          /** The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly answer: DeliveryDetail
  }

  /** Send a webhook what it did not get */
  readonly recoverWebhook: {
    readonly params: {
      /** The webhook: `hook_…` */
      readonly id: string
    }
    readonly body: {
      /** Only events that were accepted then or later. */
      readonly since: string
      /** Only events that were accepted before; now unless told. */
      readonly until?: string | undefined
      /** Only events of these types; of every type that it wants unless told. */
      readonly types?: readonly string[] | undefined
      /** `failed`: events that failed, or were canceled, in every delivery to the webhook. `missed`: events that it was sent no delivery of, because it was off or not there yet. `any`: both. */
      readonly status?: 'failed' | 'missed' | 'any' | undefined
    }
    readonly answer: Recovery
  }

  /** List recoveries */
  readonly listRecoveries: {
    readonly query?:
      | {
          /** The `next_cursor` of the page before; the list’s start without it. */
          readonly cursor?: string | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
          /** Only recoveries of this webhook. */
          readonly webhook?: string | undefined
          /** The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly answer: {
      readonly data: readonly Recovery[]
      /** Pass it as `cursor` for the next page; null on the last one. */
      readonly next_cursor: string | null
    }
  }

  /** Get a recovery and how far it has come */
  readonly getRecovery: {
    readonly params: {
      /** The recovery: `rec_…` */
      readonly id: string
    }
    readonly answer: Recovery
  }

  /** Pause a recovery */
  readonly pauseRecovery: {
    readonly params: {
      /** The recovery: `rec_…` */
      readonly id: string
    }
    readonly answer: Recovery
  }

  /** Go on with a recovery */
  readonly resumeRecovery: {
    readonly params: {
      /** The recovery: `rec_…` */
      readonly id: string
    }
    readonly answer: Recovery
  }

  /** End a recovery */
  readonly cancelRecovery: {
    readonly params: {
      /** The recovery: `rec_…` */
      readonly id: string
    }
    readonly answer: Recovery
  }

  /** Tell how the whole server fares */
  readonly getOverview: {
    readonly query?:
      | {
          /** How far back; a day unless told. */
          readonly span?: 'hour' | 'day' | 'week' | undefined
          /** In place of `span`: the beginning of the time that is counted. */
          readonly from?: string | undefined
          /** Its end, at most 90 days later; now unless told. */
          readonly to?: string | undefined
        }
      | undefined
    readonly answer: Overview
  }

  /** Count what became of deliveries */
  readonly getWebhookStatistics: {
    readonly query?:
      | {
          /** How many hours; 24 unless told. */
          readonly hours?: number | undefined
          /** Only this webhook. */
          readonly webhook?: string | undefined
          /** The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly answer: {
      /** The first hour’s first moment. */
      readonly from: string
      /** The length of each list. */
      readonly hours: number
      readonly data: readonly WebhookStatistics[]
    }
  }

  /** Add an event type */
  readonly createEventType: {
    readonly body: {
      /** The workspace whose catalogue is meant. A key of the server that names none means the one of all workspaces. */
      readonly workspace?: string | undefined
      /** Segments of letters, digits and `_`, joined by full stops. */
      readonly name: string
      /** What has happened, for people. */
      readonly description?: string | undefined
      /** A JSON Schema (2020-12) that `data` has to fit; null: anything fits. Patterns are RE2. Needs a key of the server. */
      readonly schema?: object | null | undefined
      /** An example of `data`, which the test button sends. */
      readonly example?: object | null | undefined
    }
    readonly answer: EventType
  }

  /** List event types */
  readonly listEventTypes: {
    readonly query?:
      | {
          /** The workspace whose catalogue is meant. A key of the server that names none means the one of all workspaces. */
          readonly workspace?: string | undefined
          /** Only those that webhooks of this profile may ask for. */
          readonly profile?: string | undefined
          /** The page; the first one is 1. */
          readonly page?: number | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
        }
      | undefined
    readonly answer: {
      readonly data: readonly EventType[]
      readonly pagination: {
        readonly page: number
        readonly limit: number
        /** Entries on all pages. */
        readonly total: number
        readonly pages: number
      }
    }
  }

  /** Get an event type */
  readonly getEventType: {
    readonly params: {
      /** The type’s name: `invoice.paid` */
      readonly name: string
    }
    readonly query?:
      | {
          /** The workspace whose catalogue is meant. A key of the server that names none means the one of all workspaces. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly answer: EventType
  }

  /** Add or replace an event type */
  readonly putEventType: {
    readonly params: {
      /** The type’s name: `invoice.paid` */
      readonly name: string
    }
    readonly body: {
      /** The workspace whose catalogue is meant. A key of the server that names none means the one of all workspaces. */
      readonly workspace?: string | undefined
      /** What has happened, for people. */
      readonly description?: string | undefined
      /** A JSON Schema (2020-12) that `data` has to fit; null: anything fits. Patterns are RE2. Needs a key of the server. */
      readonly schema?: object | null | undefined
      /** An example of `data`, which the test button sends. */
      readonly example?: object | null | undefined
    }
    readonly answer: EventType
  }

  /** Delete an event type */
  readonly deleteEventType: {
    readonly params: {
      /** The type’s name: `invoice.paid` */
      readonly name: string
    }
    readonly query?:
      | {
          /** The workspace whose catalogue is meant. A key of the server that names none means the one of all workspaces. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly answer: {
      /** Segments of letters, digits and `_`, joined by full stops. */
      readonly name: string
      readonly deleted: boolean
    }
  }

  /** List profiles */
  readonly listProfiles: {
    readonly query?:
      | {
          /** The page; the first one is 1. */
          readonly page?: number | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
        }
      | undefined
    readonly answer: {
      readonly data: readonly Profile[]
      readonly pagination: {
        readonly page: number
        readonly limit: number
        /** Entries on all pages. */
        readonly total: number
        readonly pages: number
      }
    }
  }

  /** Create a workspace */
  readonly createWorkspace: {
    readonly body: {
      /** For people. */
      readonly name: string
      /** The profile of webhooks that are created here without naming one. */
      readonly default_profile?: string | undefined
      /** Whether events of types that no catalogue knows are accepted. */
      readonly open_catalogue?: boolean | undefined
    }
    readonly answer: Workspace
  }

  /** List workspaces */
  readonly listWorkspaces: {
    readonly query?:
      | {
          /** The page; the first one is 1. */
          readonly page?: number | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
          /** Only those with this in their name, in capitals or not, or with this id. */
          readonly search?: string | undefined
        }
      | undefined
    readonly answer: {
      readonly data: readonly ListedWorkspace[]
      readonly pagination: {
        readonly page: number
        readonly limit: number
        /** Entries on all pages. */
        readonly total: number
        readonly pages: number
      }
    }
  }

  /** Get a workspace */
  readonly getWorkspace: {
    readonly params: {
      /** The workspace: `ws_…` */
      readonly id: string
    }
    readonly answer: Workspace
  }

  /** Change a workspace */
  readonly updateWorkspace: {
    readonly params: {
      /** The workspace: `ws_…` */
      readonly id: string
    }
    readonly body: {
      /** For people. */
      readonly name?: string | undefined
      /** The profile of webhooks that are created here without naming one. */
      readonly default_profile?: string | undefined
      /** Whether events of types that no catalogue knows are accepted. */
      readonly open_catalogue?: boolean | undefined
    }
    readonly answer: Workspace
  }

  /** Delete a workspace */
  readonly deleteWorkspace: {
    readonly params: {
      /** The workspace: `ws_…` */
      readonly id: string
    }
    readonly answer: {
      /** What was deleted. */
      readonly id: string
      readonly deleted: boolean
      /** What removes its data: `GET /v1/erasures/{id}`. */
      readonly erasure?: string
    }
  }

  /** Delete everything about a subject */
  readonly deleteSubject: {
    readonly params: {
      /** The workspace: `ws_…` */
      readonly id: string
      /** The subject, percent-encoded. */
      readonly subject: string
    }
    readonly answer: Erasure
  }

  /** Get an erasure and how far it has come */
  readonly getErasure: {
    readonly params: {
      /** The erasure: `era_…` */
      readonly id: string
    }
    readonly answer: Erasure
  }

  /** Get the credits of a workspace */
  readonly getCredits: {
    readonly params: {
      /** The workspace: `ws_…` */
      readonly id: string
    }
    readonly answer: Credits
  }

  /** Set the credits of a workspace */
  readonly setCredits: {
    readonly params: {
      /** The workspace: `ws_…` */
      readonly id: string
    }
    readonly body: {
      /** What is left to spend. `credits.exhausted` (`{"credits_remaining":0}`) is raised once when it reaches 0, and again only after it was above 0. */
      readonly balance: number
      /** The line below which credits are low; null: there is none. `credits.low` (`{"credits_remaining":99,"threshold":100}`) is raised once when the balance goes from at or above the threshold to below it, and again only after it was back there. The threshold may be what moves: raising it above the balance crosses the line, too. */
      readonly threshold?: number | null | undefined
    }
    readonly answer: Credits
  }

  /** Spend or add credits */
  readonly adjustCredits: {
    readonly params: {
      /** The workspace: `ws_…` */
      readonly id: string
    }
    readonly body: {
      /** What is added; below 0: spent. */
      readonly change: number
    }
    readonly answer: Credits
  }

  /** Create an API key */
  readonly createKey: {
    readonly params: {
      /** The workspace: `ws_…` */
      readonly id: string
    }
    readonly body: {
      /** For people. */
      readonly name: string
      readonly scopes: readonly ('admin' | 'publish' | 'manage' | 'read')[]
      /** null: it does not. */
      readonly expires_at?: string | null | undefined
    }
    readonly answer: {
      /** The key’s id, which is no secret. */
      readonly id: string
      /** For people. */
      readonly name: string
      readonly scopes: readonly ('admin' | 'publish' | 'manage' | 'read')[]
      /** Its last four characters. */
      readonly preview: string
      /** When it was created. */
      readonly created_at: string
      /** null: it does not. */
      readonly expires_at: string | null
      /** null: it was not. */
      readonly revoked_at: string | null
      /** Keep it safe: it is not shown again. */
      readonly key: string
    }
  }

  /** List API keys */
  readonly listKeys: {
    readonly params: {
      /** The workspace: `ws_…` */
      readonly id: string
    }
    readonly query?:
      | {
          /** The page; the first one is 1. */
          readonly page?: number | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
        }
      | undefined
    readonly answer: {
      readonly data: readonly ApiKey[]
      readonly pagination: {
        readonly page: number
        readonly limit: number
        /** Entries on all pages. */
        readonly total: number
        readonly pages: number
      }
    }
  }

  /** Revoke an API key */
  readonly revokeKey: {
    readonly params: {
      /** The workspace: `ws_…` */
      readonly id: string
      /** The key: `key_…` */
      readonly key_id: string
    }
    readonly answer: {
      /** What was deleted. */
      readonly id: string
      readonly deleted: boolean
    }
  }

  /** Create an API key of the server */
  readonly createServerKey: {
    readonly body: {
      /** For people. */
      readonly name: string
      readonly scopes: readonly ('admin' | 'publish' | 'manage' | 'read')[]
      /** null: it does not. */
      readonly expires_at?: string | null | undefined
    }
    readonly answer: {
      /** The key’s id, which is no secret. */
      readonly id: string
      /** For people. */
      readonly name: string
      readonly scopes: readonly ('admin' | 'publish' | 'manage' | 'read')[]
      /** Its last four characters. */
      readonly preview: string
      /** When it was created. */
      readonly created_at: string
      /** null: it does not. */
      readonly expires_at: string | null
      /** null: it was not. */
      readonly revoked_at: string | null
      /** Keep it safe: it is not shown again. */
      readonly key: string
    }
  }

  /** List the server’s API keys */
  readonly listServerKeys: {
    readonly query?:
      | {
          /** The page; the first one is 1. */
          readonly page?: number | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
        }
      | undefined
    readonly answer: {
      readonly data: readonly ApiKey[]
      readonly pagination: {
        readonly page: number
        readonly limit: number
        /** Entries on all pages. */
        readonly total: number
        readonly pages: number
      }
    }
  }

  /** Revoke an API key of the server */
  readonly revokeServerKey: {
    readonly params: {
      /** The key: `key_…` */
      readonly id: string
    }
    readonly answer: {
      /** What was deleted. */
      readonly id: string
      readonly deleted: boolean
    }
  }

  /** Create a link to the customer portal */
  readonly createPortalLink: {
    readonly body: {
      /** The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own. */
      readonly workspace?: string | undefined
      /** What the portal may do beside `read`. `manage_keys` takes a key that is `admin`. */
      readonly capabilities: readonly (
        | 'read'
        | 'manage_webhooks'
        | 'rotate_secrets'
        | 'replay'
        | 'manage_keys'
      )[]
      /** How long the link is good, and the session that comes of it; 3600 unless told. */
      readonly expires_in_seconds?: number | undefined
      /** The origins of the pages that may show the portal in a frame, exactly; none unless told. */
      readonly frame_ancestors?: readonly string[] | undefined
      readonly brand?:
        | {
            readonly name?: string | null | undefined
            readonly logo_url?: string | null | undefined
            readonly color?: string | null | undefined
          }
        | undefined
    }
    readonly answer: {
      /** The link’s id, which is no secret. */
      readonly id: string
      /** Whose pages it leads to. */
      readonly workspace: string
      /** `unused`: waits for its browser. `open`: one has exchanged it for a session. `closed`: which has signed out. `expired` and `revoked`: neither link nor session is good any more. */
      readonly state: 'unused' | 'open' | 'closed' | 'expired' | 'revoked'
      readonly capabilities: readonly (
        | 'read'
        | 'manage_webhooks'
        | 'rotate_secrets'
        | 'replay'
        | 'manage_keys'
      )[]
      readonly frame_ancestors: readonly string[]
      /** How the portal looks; null: as Posthorn does. */
      readonly brand: {
        readonly name: string | null
        readonly logo_url: string | null
        readonly color: string | null
      }
      /** When it was created. */
      readonly created_at: string
      /** When the link ends, and its session. */
      readonly expires_at: string
      /** When it was exchanged; null: it was not. */
      readonly used_at: string | null
      /** When it was revoked; null: it was not. */
      readonly revoked_at: string | null
      /** Where to send the browser. What follows the `#` is a secret. */
      readonly url: string
    }
  }

  /** List links to the customer portal */
  readonly listPortalLinks: {
    readonly query?:
      | {
          /** The `next_cursor` of the page before; the list’s start without it. */
          readonly cursor?: string | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
          /** The workspace. Needed with a key that is good for all of them; otherwise it is the key’s own. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly answer: {
      readonly data: readonly PortalLink[]
      /** Pass it as `cursor` for the next page; null on the last one. */
      readonly next_cursor: string | null
    }
  }

  /** Get a link to the customer portal */
  readonly getPortalLink: {
    readonly params: {
      /** The link: `portal_…` */
      readonly id: string
    }
    readonly answer: PortalLink
  }

  /** Revoke a link to the customer portal */
  readonly revokePortalLink: {
    readonly params: {
      /** The link: `portal_…` */
      readonly id: string
    }
    readonly answer: {
      /** What was deleted. */
      readonly id: string
      readonly deleted: boolean
    }
  }

  /** Exchange a link for a session */
  readonly openPortalSession: {
    readonly params: {
      /** The link: `portal_…` */
      readonly id: string
    }
    readonly body: {
      /** What follows the `#` in the link. */
      readonly secret: string
    }
    readonly answer: Session
  }

  /** List changes */
  readonly listAudit: {
    readonly query?:
      | {
          /** The `next_cursor` of the page before; the list’s start without it. */
          readonly cursor?: string | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
          /** Only changes in this workspace. A key of the server that names none sees all, those of the server itself included; another key sees its own workspace. */
          readonly workspace?: string | undefined
        }
      | undefined
    readonly answer: {
      readonly data: readonly AuditEntry[]
      /** Pass it as `cursor` for the next page; null on the last one. */
      readonly next_cursor: string | null
    }
  }

  /** See how the master key stands */
  readonly getMasterKey: { readonly answer: MasterKey }

  /** Change the master key */
  readonly rotateMasterKey: { readonly answer: MasterKey }

  /** List operators */
  readonly listOperators: {
    readonly query?:
      | {
          /** The page; the first one is 1. */
          readonly page?: number | undefined
          /** How many entries a page has; 20 unless told. */
          readonly limit?: number | undefined
        }
      | undefined
    readonly answer: {
      readonly data: readonly Operator[]
      readonly pagination: {
        readonly page: number
        readonly limit: number
        /** Entries on all pages. */
        readonly total: number
        readonly pages: number
      }
    }
  }

  /** Add an operator */
  readonly createOperator: {
    readonly body: {
      /** What they sign in with; capitals do not matter there. */
      readonly name: string
      /** 12 to 256 characters, not the name, and none of those that are guessed first. */
      readonly password: string
    }
    readonly answer: Operator
  }

  /** Change an operator */
  readonly updateOperator: {
    readonly params: {
      /** The operator: `operator_…` */
      readonly id: string
    }
    readonly body: {
      /** What they sign in with; capitals do not matter there. */
      readonly name?: string | undefined
      /** 12 to 256 characters, not the name, and none of those that are guessed first. */
      readonly password?: string | undefined
      /** Needed from operators who change their own password. */
      readonly current_password?: string | undefined
    }
    readonly answer: Operator
  }

  /** Remove an operator */
  readonly deleteOperator: {
    readonly params: {
      /** The operator: `operator_…` */
      readonly id: string
    }
    readonly answer: {
      /** What was deleted. */
      readonly id: string
      readonly deleted: boolean
    }
  }

  /** Sign a browser in */
  readonly openSession: {
    readonly body?:
      | {
          /** The operator’s name. */
          readonly name: string
          /** The operator’s password. */
          readonly password: string
        }
      | undefined
    readonly answer: Session
  }

  /** Tell who asks */
  readonly getSession: { readonly answer: Session }

  /** Sign a browser out */
  readonly closeSession: { readonly answer: { readonly deleted: boolean } }
}

export type OperationId = keyof Operations

export interface ApiRoute {
  readonly method: string
  /** With parameters in braces. */
  readonly path: string
}

export const routes: Readonly<Record<OperationId, ApiRoute>> = {
  publishEvent: { method: 'POST', path: '/v1/events' },
  listEvents: { method: 'GET', path: '/v1/events' },
  publishEvents: { method: 'POST', path: '/v1/events/batch' },
  getEvent: { method: 'GET', path: '/v1/events/{id}' },
  listRejectedEvents: { method: 'GET', path: '/v1/rejected-events' },
  replayEvent: { method: 'POST', path: '/v1/events/{id}/replay' },
  createWebhook: { method: 'POST', path: '/v1/webhooks' },
  listWebhooks: { method: 'GET', path: '/v1/webhooks' },
  getWebhook: { method: 'GET', path: '/v1/webhooks/{id}' },
  updateWebhook: { method: 'PATCH', path: '/v1/webhooks/{id}' },
  deleteWebhook: { method: 'DELETE', path: '/v1/webhooks/{id}' },
  rotateSecret: { method: 'POST', path: '/v1/webhooks/{id}/secret/rotate' },
  activateSecret: { method: 'POST', path: '/v1/webhooks/{id}/secret/activate' },
  showSecret: { method: 'GET', path: '/v1/webhooks/{id}/secret' },
  testWebhook: { method: 'POST', path: '/v1/webhooks/{id}/test' },
  diagnoseWebhook: { method: 'POST', path: '/v1/webhooks/{id}/diagnose' },
  listDeliveries: { method: 'GET', path: '/v1/webhooks/{id}/deliveries' },
  checkWebhookUrl: { method: 'POST', path: '/v1/webhook-urls/check' },
  findDeliveries: { method: 'GET', path: '/v1/deliveries' },
  getDelivery: { method: 'GET', path: '/v1/deliveries/{id}' },
  retryDelivery: { method: 'POST', path: '/v1/deliveries/{id}/retry' },
  recoverWebhook: { method: 'POST', path: '/v1/webhooks/{id}/recover' },
  listRecoveries: { method: 'GET', path: '/v1/recoveries' },
  getRecovery: { method: 'GET', path: '/v1/recoveries/{id}' },
  pauseRecovery: { method: 'POST', path: '/v1/recoveries/{id}/pause' },
  resumeRecovery: { method: 'POST', path: '/v1/recoveries/{id}/resume' },
  cancelRecovery: { method: 'POST', path: '/v1/recoveries/{id}/cancel' },
  getOverview: { method: 'GET', path: '/v1/statistics/overview' },
  getWebhookStatistics: { method: 'GET', path: '/v1/statistics/webhooks' },
  createEventType: { method: 'POST', path: '/v1/event-types' },
  listEventTypes: { method: 'GET', path: '/v1/event-types' },
  getEventType: { method: 'GET', path: '/v1/event-types/{name}' },
  putEventType: { method: 'PUT', path: '/v1/event-types/{name}' },
  deleteEventType: { method: 'DELETE', path: '/v1/event-types/{name}' },
  listProfiles: { method: 'GET', path: '/v1/profiles' },
  createWorkspace: { method: 'POST', path: '/v1/workspaces' },
  listWorkspaces: { method: 'GET', path: '/v1/workspaces' },
  getWorkspace: { method: 'GET', path: '/v1/workspaces/{id}' },
  updateWorkspace: { method: 'PATCH', path: '/v1/workspaces/{id}' },
  deleteWorkspace: { method: 'DELETE', path: '/v1/workspaces/{id}' },
  deleteSubject: { method: 'DELETE', path: '/v1/workspaces/{id}/subjects/{subject}' },
  getErasure: { method: 'GET', path: '/v1/erasures/{id}' },
  getCredits: { method: 'GET', path: '/v1/workspaces/{id}/credits' },
  setCredits: { method: 'PUT', path: '/v1/workspaces/{id}/credits' },
  adjustCredits: { method: 'POST', path: '/v1/workspaces/{id}/credits/adjust' },
  createKey: { method: 'POST', path: '/v1/workspaces/{id}/keys' },
  listKeys: { method: 'GET', path: '/v1/workspaces/{id}/keys' },
  revokeKey: { method: 'DELETE', path: '/v1/workspaces/{id}/keys/{key_id}' },
  createServerKey: { method: 'POST', path: '/v1/keys' },
  listServerKeys: { method: 'GET', path: '/v1/keys' },
  revokeServerKey: { method: 'DELETE', path: '/v1/keys/{id}' },
  createPortalLink: { method: 'POST', path: '/v1/portal-links' },
  listPortalLinks: { method: 'GET', path: '/v1/portal-links' },
  getPortalLink: { method: 'GET', path: '/v1/portal-links/{id}' },
  revokePortalLink: { method: 'DELETE', path: '/v1/portal-links/{id}' },
  openPortalSession: { method: 'POST', path: '/v1/portal-links/{id}/session' },
  listAudit: { method: 'GET', path: '/v1/audit' },
  getMasterKey: { method: 'GET', path: '/v1/master-key' },
  rotateMasterKey: { method: 'POST', path: '/v1/master-key/rotate' },
  listOperators: { method: 'GET', path: '/v1/operators' },
  createOperator: { method: 'POST', path: '/v1/operators' },
  updateOperator: { method: 'PATCH', path: '/v1/operators/{id}' },
  deleteOperator: { method: 'DELETE', path: '/v1/operators/{id}' },
  openSession: { method: 'POST', path: '/v1/session' },
  getSession: { method: 'GET', path: '/v1/session' },
  closeSession: { method: 'DELETE', path: '/v1/session' },
}
